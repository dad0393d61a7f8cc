# The commands of README.md and CONTRIBUTING.md. `make` alone lists them.

SECONDS ?= 60
PREFIX  ?= /usr/local
RELEASE  = swift build -c release --product gale --static-swift-stdlib
GALE     = .build/release/gale

.PHONY: help build demo test lint format tsan fuzz truth devices bench bench-secure brokers matrix install clean

help:
	@echo 'make demo               build, and play a wind farm against the embedded broker'
	@echo 'make test               install what the tests need, lint, run every test'
	@echo 'make build              build .build/release/gale'
	@echo 'make lint, make format  check the source style, mend it'
	@echo 'make tsan               the tests under the thread sanitizer'
	@echo 'make fuzz SECONDS=60    feed the codec hostile bytes'
	@echo 'make truth              hold bytes and latencies of a run against a capture of it'
	@echo 'make devices            judge clients, into reports/reference/conformance-devices'
	@echo 'make bench              measure what gale costs, into reports/reference/cost.md'
	@echo 'make bench-secure       measure what TLS costs gale, into reports/reference/cost-secure.md'
	@echo 'make brokers            install the brokers that gale is tried against, start each once'
	@echo 'make matrix             judge them side by side, into reports/reference/conformance/'
	@echo 'make install PREFIX=…   copy gale, scenarios, models, tariffs to PREFIX (/usr/local)'

build:
	@.ci/need build
	$(RELEASE)

demo: build
	@echo
	$(GALE) run scenarios/wind-farm.yaml --report reports/demo

test:
	@.ci/need test
	$(MAKE) --no-print-directory lint
	swift build -c release --build-tests -Xswiftc -enable-testing --explicit-target-dependency-import-check error
	swift test -c release --skip-build -Xswiftc -enable-testing

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests

tsan:
	@.ci/need test
	swift test --scratch-path .build-tsan --sanitize thread --skip EndToEndTests --skip TidyTests

fuzz:
	Tests/Fuzz/run $(SECONDS)

truth:
	@.ci/need truth
	$(RELEASE)
	Tests/Truth/run $(GALE)

devices:
	@.ci/need test
	$(RELEASE)
	Tests/Devices/run $(GALE)

bench:
	@.ci/need bench
	$(RELEASE)
	Tests/Cost/run $(GALE)

bench-secure:
	@.ci/need bench-secure
	$(RELEASE)
	Tests/Cost/secure $(GALE)

brokers:
	@.ci/need brokers
	$(RELEASE)
	Tests/Brokers/run $(GALE) --check

matrix:
	@.ci/need brokers
	$(RELEASE)
	Tests/Brokers/run $(GALE)

install: build
	install -D $(GALE) $(DESTDIR)$(PREFIX)/bin/gale
	mkdir -p $(DESTDIR)$(PREFIX)/share/gale/fixtures
	cp -R scenarios $(DESTDIR)$(PREFIX)/share/gale/
	cp -R fixtures/devices fixtures/tariffs fixtures/statements fixtures/brokers $(DESTDIR)$(PREFIX)/share/gale/fixtures/

clean:
	rm -rf .build .build-tsan
