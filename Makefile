# Every target is one script that can be run by hand.
.DEFAULT_GOAL := help
.PHONY: help dev build check test proof-kill proof-erasure proof-timing bench-segments bench-gate bench-redirect bench-send bench-otp clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

dev: ## install what is missing, build, and serve on http://localhost:8787 (PORT=, PERSIST=)
	@scripts/dev.sh

build: ## install what is missing and build the Worker and the npm package
	@scripts/setup.sh && scripts/dev-vars.sh && scripts/build.sh

check: ## formatting, lints and documentation
	@scripts/check.sh

test: ## everything, from formatting to the browser
	@scripts/test.sh

proof-kill: ## kill the Worker 20 times while 20,000 messages go out (up to an hour); `make test` has a short form
	@scripts/proof-kill.sh

proof-erasure: ## verify 100,000, age them by a day, and see what storage is left (some 15 minutes); `make test` has a short form
	@scripts/proof-erasure.sh

proof-timing: ## time 10,000 checks and 10,000 verifications, and see whether they tell who is known (some 6 minutes); `make test` has a short form
	@scripts/proof-timing.sh

bench-segments: ## time the segment counter against its peers (bench/RESULTS.md)
	@scripts/bench-segments.sh

bench-gate: ## measure what being let in costs, and what a flood costs others (bench/GATE.md)
	@scripts/bench-gate.sh

bench-redirect: ## measure what redirects cost, beside the least that a Worker can do (bench/REDIRECT.md)
	@scripts/bench-redirect.sh

bench-send: ## measure what it costs to accept and to submit messages, 1 to 100,000 a call (bench/SEND.md)
	@scripts/bench-send.sh

bench-otp: ## measure what codes cost, beside one read and one write of an object (bench/OTP.md)
	@scripts/bench-otp.sh

clean: ## remove what was built; keeps .dev.vars and the state of `make dev`
	@rm -rf target build node_modules pkg/dist www/lib www/docs/lib www/openapi.json
