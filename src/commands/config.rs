use crate::{config::Setting, failure::Failure, output};

/// Prints every setting with its value and where that comes from.
pub(crate) fn run(settings: &[Setting]) -> Result<(), Failure> {
    let rows: Vec<_> = settings
        .iter()
        .map(|setting| [setting.name.clone(), setting.value.clone(), setting.source.to_owned()])
        .collect();
    output::table(["SETTING", "VALUE", "SET BY"], &rows)
}
