# `make` builds ./sock. `make test` runs every required check.

PREFIX   ?= /usr/local
DESTDIR  ?=
FUZZTIME ?= 10s
FUZZ     ?= .
DURATION ?= 10m
GO       ?= go

# Tools run from the module cache at these versions; they are no dependencies of sock.
GOLANGCI_LINT = $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOFUMPT       = $(GO) run mvdan.cc/gofumpt@v0.12.0

# A larger binary means that a large package is linked by accident: text/template, crypto/tls.
SIZE_LIMIT = 6291456

BIN   = $(DESTDIR)$(PREFIX)/bin
SHARE = $(DESTDIR)$(PREFIX)/share
BASH  = $(SHARE)/bash-completion/completions/sock
ZSH   = $(SHARE)/zsh/site-functions/_sock
FISH  = $(SHARE)/fish/vendor_completions.d/sock.fish
PAGES = $(wildcard man/*.1 man/*.5 man/*.7)

# The installed path of a manual page: man/sock.1 to .../man/man1/sock.1.
page = $(SHARE)/man/man$(subst .,,$(suffix $(1)))/$(notdir $(1))

# The tests start python3 by hundreds, so they get the program itself; see scripts/python.
PYTHON = $(eval PYTHON := $(shell scripts/python))$(PYTHON)
OUTER_PATH := $(PATH)
race scripts cases interop cover arch arch-quick bench bench-quick soak soak-quick faults faults-quick: export PATH = $(PYTHON)$(OUTER_PATH)

.PHONY: build test check peers lint race scripts size fuzz interop cases arch arch-quick bench bench-quick soak soak-quick faults faults-quick cover docs demo picture install uninstall clean
.NOTPARALLEL: # test needs its parts in order, and go already uses every core

build:
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags='-s -w' -o sock .

# In a checkout that belongs to another user, git reports no version.
test: export GOFLAGS += -buildvcs=false
test: peers lint race scripts size arch-quick bench-quick soak-quick faults-quick

# A quick check while editing: everything that needs no root and no peer, in about a minute.
check: lint
	$(GO) test -short -parallel 8 ./...

peers:
	@scripts/peers

# The linter's cache is beside Go's, because a service without HOME has no other place for it.
lint:
	@unformatted=$$($(GOFUMPT) -l .) && test -z "$$unformatted" || { echo "gofumpt -w $$unformatted"; exit 1; }
	$(GO) vet ./...
	cd bench && $(GO) vet ./...
	cd soak && $(GO) vet ./...
	cd faults && $(GO) vet ./...
	cd coverage && $(GO) vet ./...
	GOLANGCI_LINT_CACHE=$${GOLANGCI_LINT_CACHE:-$$(dirname "$$($(GO) env GOCACHE)")/golangci-lint} $(GOLANGCI_LINT) run

# Under the race detector a command takes four times as long to start. sock has three goroutines beside its main one: they
# look names up, wait for signals, and start programs. The scripts about these run under it too, but for the one that starts
# hundreds; all scripts run without it. So do the cases and the pairs with the peers, whose sock is always built without the
# detector, the examples of the help, whose goroutines are those of the scripts, and TestNonsense: it runs thousands of command
# lines, and the corpus of FuzzCommandLine, which makes the same calls, stays under the detector.
race:
	CGO_ENABLED=1 $(GO) test -race -timeout 20m -skip '^Test(HelpExamples|Nonsense)$$' $$($(GO) list ./... | grep -vxE 'sock|sock/(cases|interop)')
	CGO_ENABLED=1 $(GO) test -race -timeout 10m -skip '^TestScripts$$/^hold_many$$' -run '^TestScripts$$/^(connect_(lookup|retry)|signal|command|hold|keeper|activate)' .

# Two packages run at once; each of them waits most of the time.
scripts:
	$(GO) test -timeout 20m . ./cases ./cmd ./interop

size: build
	@bytes=$$(stat -c %s sock); test $$bytes -lt $(SIZE_LIMIT) || \
		{ echo "sock has $$bytes bytes, the limit is $(SIZE_LIMIT)"; exit 1; }

# FUZZTIME is a duration, or a number of runs like 2000000x; FUZZ picks targets by a regular expression.
fuzz:
	@scripts/fuzz $(FUZZTIME) '$(FUZZ)'

# Connects sock with its peers: the scripts, and the matrix of all pairs.
interop: peers
	$(GO) test -count=1 -v -run '^TestScripts$$/^interop_' .
	$(GO) test -count=1 -v ./interop

# Runs the cases of the kernel's own tests: prints how many of each call pass, and the failures.
cases:
	cd cases && $(GO) test -count=1 -table

# Builds and vets for every architecture, and runs the unit tests where this machine can.
arch: peers
	@scripts/arch

arch-quick: peers
	@scripts/arch --quick

# Runs all measurements of sock and its peers: writes bench/RESULTS.md and the pictures, in about half an hour.
# The machine should be idle otherwise.
bench: peers build
	cd bench && $(GO) run . ../sock

# A short run of all measurements, to check that they work: the figures are meaningless and discarded.
bench-quick: peers build
	cd bench && $(GO) test ./... && dir=$$(mktemp -d) && trap 'rm -r "$$dir"' EXIT && $(GO) run . -quick -out "$$dir" ../sock

# Makes every call of every command fail, one at a time, and judges the result. FAULTFLAGS='-only ^connect/' runs some.
faults: peers build
	@scripts/faults $(FAULTFLAGS) ./sock

# Some of them, the same every time: one cell in 200, and one of each command and each call.
faults-quick: peers build
	@scripts/faults -quick $(FAULTFLAGS) ./sock

# Measures the coverage of all tests, including the sock processes they start. docs/coverage.md has a reason for each block not reached.
cover: peers
	@scripts/cover $(PROFILE)

# Random conversations with every kind of server, signals and limits, for DURATION; SOAKFLAGS='-seed N' repeats a run.
soak: peers build
	cd soak && $(GO) run . -duration $(DURATION) $(SOAKFLAGS) ../sock

soak-quick: peers build
	cd soak && $(GO) test ./... && $(GO) run . -duration 12s $(SOAKFLAGS) ../sock

# Regenerates the manual and the completions from the command tree.
docs:
	$(GO) test ./man ./completions -update

demo: build
	@scripts/demo

# Redraws the terminal session of the README.
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
