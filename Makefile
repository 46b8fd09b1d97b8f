# `make run` and `make test` do all their own set-up; `make help` lists the rest.

.DEFAULT_GOAL := help
.PHONY: run test check format lint doc deny schema schema-check prepare prepare-check clients tour bench eval help

run: ## Run Fabula on http://127.0.0.1:8080, with nothing else needed
	@scripts/prerequisites.sh
	cargo run --release --locked $(if $(ARGS),-- $(ARGS))

test: ## Run all tests, starting PostgreSQL, RabbitMQ and Redis if they don't run (ARGS=name to choose)
	@scripts/test.sh $(ARGS)

check: format lint doc deny schema-check prepare-check test clients ## Everything that a change must pass

format:
	cargo fmt --all --check

lint:
	cargo clippy --locked --workspace --all-targets -- -D warnings

doc:
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --workspace --no-deps --document-private-items

deny:
	@if cargo deny --version >/dev/null 2>&1; then \
		cargo deny --locked --workspace check; \
	else \
		echo 'cargo-deny is not installed (cargo install cargo-deny --locked): skipped'; \
	fi

schema: ## Print the contract from the code into schema.graphql
	@scripts/schema.sh write

schema-check:
	@scripts/schema.sh check

prepare: ## Regenerate .sqlx after a change to SQL or migrations
	@scripts/prepare.sh write

prepare-check:
	@scripts/prepare.sh check

clients: ## Run other people's GraphQL clients against this build (needs Node.js 20 and the npm registry)
	@scripts/clients.sh

tour: ## Run README's tour against a running server (ARGS=moderator for both tours)
	@scripts/tour.sh $(ARGS)

bench: ## Measure against floors
	@scripts/bench.sh $(ARGS)

eval: ## Measure the scorers and the summariser on texts that were held out (DATA=the folder of labelled texts)
	@test -n "$(DATA)" || { echo 'name the folder of labelled texts: make eval DATA=…' >&2; exit 2; }
	cargo xtask eval --data $(DATA)
	cargo run --release --locked --package fabula-text --example evaluate_summaries -- $(DATA)/summaries

help: ## List what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)$$/  make \1\t\2/p' Makefile | expand --tabs=18
