# `make` builds ./sock. `make test` is everything that has to pass.

PREFIX   ?= /usr/local
DESTDIR  ?=
FUZZTIME ?= 10s
FUZZ     ?= .
DURATION ?= 10m
GO       ?= go

# Tools run from the module cache, at these versions; they are no dependencies of sock.
GOLANGCI_LINT = $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOFUMPT       = $(GO) run mvdan.cc/gofumpt@v0.12.0

# Above this, something heavy has been linked in by accident: text/template, crypto/tls.
SIZE_LIMIT = 6291456

BIN   = $(DESTDIR)$(PREFIX)/bin
SHARE = $(DESTDIR)$(PREFIX)/share
BASH  = $(SHARE)/bash-completion/completions/sock
ZSH   = $(SHARE)/zsh/site-functions/_sock
FISH  = $(SHARE)/fish/vendor_completions.d/sock.fish
PAGES = $(wildcard man/*.1 man/*.5 man/*.7)

# Where a page of the manual goes: man/sock.1 to .../man/man1/sock.1.
page = $(SHARE)/man/man$(subst .,,$(suffix $(1)))/$(notdir $(1))

.PHONY: build test check peers lint race size fuzz interop cases arch arch-quick bench bench-quick soak soak-quick faults faults-quick cover docs demo picture install uninstall clean
.NOTPARALLEL: # the order of test's parts matters, and go uses every core by itself

build:
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags='-s -w' -o sock .

# A checkout that belongs to another user than the one testing it has no version to stamp.
test: export GOFLAGS += -buildvcs=false
test: peers lint race size arch-quick bench-quick soak-quick faults-quick

# What a change is tried with: everything that needs no root, no peer and no minute.
check: lint
	$(GO) test -short -parallel 8 ./...

peers:
	@scripts/peers

# Without a HOME, as services have none, the linter would not know where to keep its cache: beside Go's.
lint:
	@unformatted=$$($(GOFUMPT) -l .) && test -z "$$unformatted" || { echo "gofumpt -w $$unformatted"; exit 1; }
	$(GO) vet ./...
	cd bench && $(GO) vet ./...
	cd soak && $(GO) vet ./...
	cd faults && $(GO) vet ./...
	cd coverage && $(GO) vet ./...
	GOLANGCI_LINT_CACHE=$${GOLANGCI_LINT_CACHE:-$$(dirname "$$($(GO) env GOCACHE)")/golangci-lint} $(GOLANGCI_LINT) run

race:
	CGO_ENABLED=1 $(GO) test -race -timeout 20m ./...

size: build
	@bytes=$$(stat -c %s sock); test $$bytes -lt $(SIZE_LIMIT) || \
		{ echo "sock has $$bytes bytes, the limit is $(SIZE_LIMIT)"; exit 1; }

# FUZZTIME is a duration, or a number of runs like 2000000x; FUZZ picks targets by a regular expression.
fuzz:
	@scripts/fuzz $(FUZZTIME) '$(FUZZ)'

# What puts sock and its peers at the two ends of one connection: the scripts, and the matrix of all pairs.
interop: peers
	$(GO) test -count=1 -v -run '^TestScripts$$/^interop_' .
	$(GO) test -count=1 -v ./interop

# The cases of the kernel's own tests: how many of each call pass, and what went wrong with the others.
cases:
	cd cases && $(GO) test -count=1 -table

# Every architecture: builds, vets, and runs the unit tests where this machine can.
arch: peers
	@scripts/arch

arch-quick: peers
	@scripts/arch --quick

# Everything that is measured, beside the peers: writes bench/RESULTS.md and the pictures, in half an hour or so.
# The machine should have nothing else to do.
bench: peers build
	cd bench && $(GO) run . ../sock

# The same in small, to see that it works: what it says of the rates means nothing, and is not kept.
bench-quick: peers build
	cd bench && $(GO) test ./... && dir=$$(mktemp -d) && trap 'rm -r "$$dir"' EXIT && $(GO) run . -quick -out "$$dir" ../sock

# Every call of every command fails, one at a time: what sock then does is judged. FAULTFLAGS='-only ^connect/' runs some.
faults: peers build
	@scripts/faults $(FAULTFLAGS) ./sock

# Some of them, the same every time: one cell in 200, and one of each command and each call.
faults-quick: peers build
	@scripts/faults -quick $(FAULTFLAGS) ./sock

# Which statements the tests reach, in every sock that they start too: docs/coverage.md has a reason for each block that they do not.
cover: peers
	@scripts/cover $(PROFILE)

# Random conversations with every kind of server, signals and limits, for DURATION; SOAKFLAGS='-seed N' repeats a run.
soak: peers build
	cd soak && $(GO) run . -duration $(DURATION) $(SOAKFLAGS) ../sock

soak-quick: peers build
	cd soak && $(GO) test ./... && $(GO) run . -duration 12s $(SOAKFLAGS) ../sock

# Write the manual and the completions anew from the command tree.
docs:
	$(GO) test ./man ./completions -update

demo: build
	@scripts/demo

# Draw the terminal session of the README anew.
picture: build
	@scripts/picture

install: build
	@install -D -m 755 sock $(BIN)/sock
	@install -D -m 644 completions/sock.bash $(BASH)
	@install -D -m 644 completions/_sock $(ZSH)
	@install -D -m 644 completions/sock.fish $(FISH)
	@$(foreach p,$(PAGES),install -D -m 644 $(p) $(call page,$(p)) &&) true
	@ln -sf sock-options.7 $(SHARE)/man/man7/sockopt.7
	@echo "installed in $(DESTDIR)$(PREFIX)"

uninstall:
	@rm -f $(SHARE)/man/man7/sockopt.7 $(BIN)/sock $(BASH) $(ZSH) $(FISH) $(foreach p,$(PAGES),$(call page,$(p)))

clean:
	rm -f sock coverage.out
