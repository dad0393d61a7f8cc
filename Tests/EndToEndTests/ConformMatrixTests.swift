import Base
import Foundation
import Testing

/// `gale conform` of several brokers: one page, and an exit code for all of them.
@Suite struct ConformMatrixTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    private func conform(_ words: [String]) throws -> Child.Outcome {
        try Gale.run(["conform", "--report", "out"] + words, in: folder)
    }

    private func matrix() throws -> JSON {
        try JSON(parsing: Array(folder.read("out/matrix.json").utf8))
    }

    private func row(_ statement: String) throws -> JSON? {
        try matrix()["rows"]?.array?.first { $0["statement"]?.string == statement }
    }

    @Test func `two brokers stand side by side, and the page finds what is sought`() throws {
        let mosquitto = try Mosquitto(in: folder)
        let outcome = try conform([
            "--target", "gale=embedded", "--target", "mosquitto=\(mosquitto.url)",
            "--only", "format.padded-length", "--only", "ping.answered",
        ])
        // What the profile of that name explains is no news.
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        #expect(outcome.stdout.contains("PASSED conformance of 2 brokers: 446 statements"))
        let first = try #require(matrix()["rows"]?.array?.first)
        #expect(first["statement"]?.string == "5.0:MQTT-1.5.5-1")
        #expect(first["agreement"]?.string == "disagree")
        #expect(first["verdicts"]?.array?.map(\.string) == ["passed", "failed"])
        #expect(first["known"]?.array?.map(\.bool) == [false, true])
        let page = try folder.read("out/statements/5.0-MQTT-1.5.5-1.html")
        #expect(page.contains("8E 00") && page.contains("Known:"))
        #expect(page.matches(of: /<pre/).count == 2, "each broker's bytes")
        #expect(try folder.read("out/matrix.md").contains("### Where they disagree (1)"))
        let report = try JSON(parsing: Array(folder.read("out/brokers/mosquitto.json").utf8))
        #expect(report["schema"]?.string == "gale.conformance/1")
        try Browser.inDirectory { directory in
            let page = URL(filePath: folder.path + "/out/index.html")
            let document = try Browser.run(["--dump-dom", page.absoluteString], in: directory)
            #expect(document.contains("446 of 446"), "the filter did not come to life")
        }
    }

    /// Without a profile everything that fails is news.
    @Test func `what nobody has explained fails the run`() throws {
        let mosquitto = try Mosquitto(in: folder)
        try folder.write("name: Nobody knows\nnote: Nothing.\n", to: "blank.yaml")
        let list = """
            - {name: gale}
            - {name: mosquitto, url: "\(mosquitto.url)", profile: ./blank.yaml, version: "2.0"}

            """
        try folder.write(list, to: "targets.yaml")
        let words = ["--targets", "targets.yaml", "--only", "5.0/format.padded-length"]
        let news = try conform(words)
        #expect(news.status == 1, "\(news.stdout)\(news.stderr)")
        #expect(news.stdout.contains("mosquitto: 5.0/format.padded-length"))
        #expect(try folder.read("out/matrix.md").contains("| mosquitto | 2.0 | Nobody knows |"))
        try folder.write("5.0/format.padded-length\n", to: "known.txt")
        let known = list.replacing("version:", with: "baseline: known.txt, version:")
        try folder.write(known, to: "targets.yaml")
        #expect(try conform(words).status == 0)
    }

    @Test func `who cannot be reached is a sentence, and the others still count`() throws {
        let port = try Port.free()
        let outcome = try conform([
            "--target", "nobody=mqtt://127.0.0.1:\(port)", "--target", "gale=embedded",
            "--only", "ping.answered",
        ])
        #expect(outcome.status == 69)
        #expect(outcome.stdout.contains("nobody: mqtt://127.0.0.1:\(port) lets no client in"))
        let row = try #require(try row("5.0:MQTT-3.12.4-1"))
        #expect(row["verdicts"]?.array?.map(\.string) == [nil, "passed"])
        #expect(try folder.read("out/index.html").contains("lets no client in"))
    }

    @Test func `pages of an earlier matrix go`() throws {
        let words = ["--target", "gale=embedded", "--only"]
        #expect(try conform(words + ["5.0/ping.answered"]).status == 0)
        #expect(folder.files.contains("out/statements/5.0-MQTT-3.12.4-1.html"))
        #expect(try conform(words + ["3.1.1/ping.answered"]).status == 0)
        let pages = folder.files.filter { $0.hasPrefix("out/statements/") }
        #expect(pages == ["out/statements/3.1.1-MQTT-3.12.4-1.html"])
    }

    @Test func `an allowance that a profile does not grant fails`() throws {
        let mosquitto = try Mosquitto(in: folder)
        try folder.write("name: Strict\nallowances: [SHOULD]\n", to: "strict.yaml")
        let words = ["conform", mosquitto.url, "--report", "out"]
        let plain = try Gale.run(words, in: folder)
        let tolerated = plain.stdout.matches(of: /\ntolerated: (\S+)/).map { String($0.1) }
        // Not the one that waits for what should come.
        let id = try #require(
            tolerated.first { !$0.contains("late") && !$0.contains("silent") },
            "nothing is tolerated any more")
        let strict = try Gale.run(words + ["--only", id, "--profile", "./strict.yaml"], in: folder)
        #expect(strict.status == 1)
        #expect(strict.stdout.contains("its profile does not allow"), "\(strict.stdout)")
    }

    static let misuse: [([String], String)] = [
        (["--target", "x"], "NAME=URL"), (["--target", "a b=embedded"], "NAME=URL"),
        (["--target", "a=embedded", "--target", "a=embedded"], "“a”"),
        (["--target", "a=embedded", "mqtt://b"], "--target NAME=URL"),
        (["--target", "a=embedded", "--profile", "mosquitto"], "--profile"),
        (["--target", "a=https://127.0.0.1"], "only publishes"),
    ]

    @Test(arguments: misuse)
    func `what cannot be meant is said`(words: [String], word: String) throws {
        let outcome = try Gale.run(["conform"] + words, in: folder)
        #expect(outcome.status == 64 && outcome.stderr.contains(word), "\(outcome.stderr)")
        #expect(!folder.files.contains { $0.hasPrefix("reports/") })
    }

    @Test(arguments: [
        ("- {name: a, url: nonsense}", "targets.yaml:1:18"),
        ("- {name: a, profile: none-such}", "targets.yaml:1:22"),
        ("- {name: a, urn: x}", "targets.yaml:1:13"), ("name: a", "targets.yaml:1:1"),
        ("- {name: a, baseline: none.txt}", "none.txt"),
        ("- {name: a, url: 'mqtts://127.0.0.1:1', cafile: none.pem}", "./none.pem"),
    ])
    func `a flaw of the list is named with its place`(text: String, place: String) throws {
        try folder.write(text + "\n", to: "targets.yaml")
        let outcome = try conform(["--targets", "targets.yaml"])
        #expect(outcome.status == 65 && outcome.stderr.contains(place), "\(outcome.stderr)")
        #expect(!outcome.stdout.contains("conformance of"))
    }
}
