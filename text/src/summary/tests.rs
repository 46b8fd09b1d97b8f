use super::*;

#[test]
fn a_story_has_a_blurb_an_abstract_and_key_points() {
    let story = "# The ferry\n\nIn 1923 the ferry came to the landing. It carried tea, salt and letters. \
        Nobody had seen so large a ferry before. The people of the village waited for the ferry each Monday.";
    let summary = summarise(story, &SummaryRequest::default());
    assert_eq!(summary.language.map(|language| language.to_string()), Some("en".to_owned()));
    assert!(summary.blurb.chars().count() <= 160 && !summary.blurb.is_empty());
    assert_eq!(summary.abstract_sentences.len(), 1);
    assert_eq!(summary.key_points.len(), 2);
}
