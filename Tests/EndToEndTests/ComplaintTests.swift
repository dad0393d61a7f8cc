import Foundation
import Testing

/// What can go wrong around a run: one sentence, the right exit code, nothing half-written.
@Suite struct ComplaintTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    /// That it ended with `status` and one line on standard error that names every one of `words`.
    private func expect(
        _ outcome: Child.Outcome, _ status: Int32, naming words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.status == status, "\(outcome.stderr)", sourceLocation: sourceLocation)
        let lines = outcome.stderr.split(separator: "\n")
        #expect(lines.count == 1, "\(outcome.stderr)", sourceLocation: sourceLocation)
        #expect(outcome.stderr.hasPrefix("gale: "), sourceLocation: sourceLocation)
        for word in words {
            #expect(
                outcome.stderr.contains(word), "\(outcome.stderr) lacks “\(word)”",
                sourceLocation: sourceLocation)
        }
    }

    @Test
    func `a broker that is not there`() throws {
        let url = "mqtt://127.0.0.1:\(try Port.free())"
        let outcome = try Gale.run("run", "wind-farm", "--broker", url, in: folder)
        expect(outcome, 69, naming: url.dropping("mqtt://"))
        #expect(outcome.stdout.isEmpty)
        #expect(folder.files.isEmpty, "\(folder.files)")
        #expect(!folder.has("reports"), "an empty folder stayed behind")
    }

    @Test
    func `a host that has no name`() throws {
        let outcome = try Gale.run(
            "run", "wind-farm", "--broker", "mqtt://no-such-host.invalid", "--report", "out/r",
            in: folder)
        expect(outcome, 69, naming: "no-such-host.invalid")
        #expect(!folder.has("out"), "an empty folder stayed behind")
    }

    @Test(arguments: ["", "HTTP/1.1 400 Bad Request\r\n\r\n", "\u{20}\u{2}\u{0}"])
    func `a listener that is no MQTT broker`(answer: String) throws {
        let port = try Port()
        let since = Clock.now
        let outcome = try port.answering(answer) {
            try Gale.run(
                "run", "wind-farm", "--scale", "0.01", "--broker",
                "mqtt://127.0.0.1:\(port.number)", "-q", "--report", "out", in: folder)
        }
        #expect(Clock.now - since < 20, "it took \(Clock.now - since) s")
        expect(outcome, 69, naming: "127.0.0.1:\(port.number)")
        #expect(folder.files.isEmpty, "\(folder.files)")
    }

    @Test(arguments: [Broker.mosquitto, .ours])
    func `a broker that lets nobody in`(_ broker: Broker) throws {
        let url: String
        let keeper: AnyObject
        switch broker {
        case .mosquitto:
            let mosquitto = try Mosquitto(in: folder, access: "allow_anonymous false")
            (url, keeper) = (mosquitto.url, mosquitto)
        case .ours:
            let ours = try GaleBroker(
                configuration: "anonymous: false\nusers: [{name: a, password: b}]", in: folder)
            (url, keeper) = (ours.url, ours)
        }
        let address = url.dropping("mqtt://")
        let outcome = try withExtendedLifetime(keeper) {
            try Gale.run(
                "run", "wind-farm", "--scale", "0.01", "-q", "--broker",
                "mqtt://eve:wr0ng-s3cret@\(address)", "--report", "out", in: folder)
        }
        expect(outcome, 69, naming: address)
        #expect(!(outcome.stdout + outcome.stderr).contains("wr0ng-s3cret"))
        #expect(!folder.has("out"))
    }

    enum Broker: CaseIterable, Sendable { case mosquitto, ours }

    @Test
    func `a port that is taken`() throws {
        let port = try Port()
        let outcome = try Gale.run(
            "broker", "--listen", "mqtt://127.0.0.1:\(port.number)", in: folder)
        expect(outcome, 70, naming: "\(port.number)")
        #expect(outcome.stdout.isEmpty)
    }

    @Test
    func `a report folder that cannot be made`() throws {
        try folder.write("", to: "file")
        for place in ["file/report", "file", "/proc/nobody/report"] {
            let outcome = try Gale.run(
                "run", "wind-farm", "--scale", "0.01", "--duration", "6s", "--report", place,
                in: folder, within: 5)
            expect(outcome, 70, naming: place.hasPrefix("/") ? "/proc/nobody" : "file")
        }
        #expect(try folder.read("file").isEmpty)
    }

    @Test
    func `too few descriptors`() throws {
        let outcome = try Gale.run(
            after: "ulimit -n 200", ["run", "wind-farm", "--report", "out"], in: folder)
        expect(outcome, 70, naming: "descriptors", "200", "ulimit -n")
        #expect(!folder.has("out"))
    }

    @Test
    func `too few ports`() throws {
        let outcome = try Gale.run(
            "run", "wind-farm", "--scale", "70", "--report", "out", in: folder)
        expect(outcome, 70)
        #expect(
            outcome.stderr.contains("ports") || outcome.stderr.contains("descriptors"),
            "\(outcome.stderr)")
        #expect(!folder.has("out"))
    }

    @Test
    func `a key that is misspelt`() throws {
        let good = try String(
            contentsOfFile: Project.path("scenarios/wind-farm.yaml"), encoding: .utf8)
        let bad = good.replacing("    count:", with: "    cuont:")
        try folder.write(bad, to: "bad.yaml")
        let line = try #require(
            bad.split(separator: "\n", omittingEmptySubsequences: false)
                .firstIndex { $0.contains("cuont") })
        let outcome = try Gale.run("run", "bad.yaml", in: folder)
        expect(outcome, 65, naming: "bad.yaml:\(line + 1):5:", "cuont", "count")
        #expect(outcome.stdout.isEmpty)
        #expect(folder.files == ["bad.yaml"])
    }

    @Test(arguments: [
        ("run wind-farm --set fleets.turbines.qos=7", "qos"),
        ("run no-such-scenario", "no-such-scenario"),
        ("run wind-farm --set fleets.turbines.model=windmill", "windmill"),
        ("report nowhere", "nowhere"),
    ])
    func `input that cannot be read`(words: String, word: String) throws {
        let outcome = try Gale.run(words.words, in: folder)
        expect(outcome, 65, naming: word)
        #expect(folder.files.isEmpty)
    }

    @Test(arguments: [
        ("", "gale help"), ("dance", "dance"), ("run", "SCENARIO"), ("run a b", "SCENARIO"),
        ("run wind-farm --brokr x", "--broker"), ("run wind-farm --scale zero", "--scale"),
        ("run wind-farm --duration 5", "5"), ("run wind-farm --seed -1", "--seed"),
        ("run wind-farm --broker ftp://x", "ftp"), ("run wind-farm --format pdf", "pdf"),
        ("run wind-farm --bind 300.1.1.1", "300.1.1.1"), ("run wind-farm --set x", "KEY=VALUE"),
        ("run wind-farm --scale", "--scale"), ("run wind-farm --quiet=yes", "--quiet"),
        ("broker --listen 1883", "--listen"), ("broker now", "broker"),
        ("report . --format json,html", "--format"), ("help dancing", "dancing"),
        ("completions tcsh", "tcsh"),
    ])
    func `usage that makes no sense`(words: String, word: String) throws {
        let outcome = try Gale.run(words.words, in: folder, within: 10)
        expect(outcome, 64, naming: word)
        #expect(folder.files.isEmpty && !folder.has("reports"))
    }

    @Test
    func `a dry run says the same each time, and opens nothing`() throws {
        for name in ["wind-farm", "mixed-fleet", "sprinklers"] {
            // With a limit that no run could live with.
            let outcomes = try (0..<2).map { _ in
                try Gale.run(
                    after: "ulimit -n 32", ["run", name, "--dry-run", "--seed", "7"], in: folder)
            }
            #expect(outcomes.allSatisfy { $0.status == 0 && $0.stderr.isEmpty })
            #expect(outcomes[0].stdout == outcomes[1].stdout)
            #expect(outcomes[0].stdout.contains("Connections\n"))
        }
        #expect(folder.files.isEmpty && !folder.has("reports"))
    }
}

extension String {
    fileprivate var words: [String] { split(separator: " ").map(String.init) }

    fileprivate func dropping(_ beginning: String) -> String {
        hasPrefix(beginning) ? String(dropFirst(beginning.count)) : self
    }
}
