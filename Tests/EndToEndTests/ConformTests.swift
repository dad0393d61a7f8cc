import Base
import Foundation
import Testing

/// `gale conform` against gale's own broker by several ways, and against Mosquitto.
@Suite struct ConformTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    /// A report that was written, to be asked about its cases.
    private struct Verdicts {
        let json: JSON

        init(in folder: Workspace) throws {
            json = try JSON(parsing: Array(folder.read("out/report.json").utf8))
        }

        func ids(_ verdict: String) -> [String] {
            (json["checks"]?.array ?? []).filter { $0["verdict"]?.string == verdict }
                .compactMap { $0["id"]?.string }
        }

        /// Cases of `verdict` with what was seen, for a person.
        func details(_ verdict: String) -> String {
            (json["checks"]?.array ?? []).filter { $0["verdict"]?.string == verdict }
                .map { "\($0["id"]?.string ?? ""): \($0["detail"]?.string ?? "")" }
                .joined(separator: "\n")
        }
    }

    private func conform(_ words: String...) throws -> (Child.Outcome, Verdicts) {
        let outcome = try Gale.run(["conform", "--report", "out"] + words, in: folder)
        return (outcome, try Verdicts(in: folder))
    }

    @Test func `the embedded broker passes everything, also strictly`() throws {
        let (outcome, verdicts) = try conform("--strict")
        #expect(outcome.status == 0, "\(verdicts.details("failed"))")
        #expect(outcome.stdout.hasPrefix("PASSED conformance of embedded"))
        #expect(verdicts.ids("failed").isEmpty && verdicts.ids("inconclusive").isEmpty)
        #expect(!verdicts.ids("passed").isEmpty)
    }

    @Test(arguments: ["mqtt", "mqtts", "ws", "wss"])
    func `the same script runs by every way`(scheme: String) throws {
        try #require(
            Gale.run(["provision", "--out", "f.db", "--devices", "1"], in: folder).status == 0)
        let export = ["provision", "--out", "f.db", "--export", "pem"]
        try #require(Gale.run(export, in: folder).status == 0)
        let isSecure = ["mqtts", "wss"].contains(scheme)
        let server = try Gale.start(
            ["broker", "--listen", "\(scheme)://127.0.0.1:0"]
                + (isSecure ? ["--identities", "f.db"] : []), in: folder)
        let line = try server.line(with: "Listening on \(scheme)://")
        let port = line.split(separator: ":").last!.prefix { $0.isNumber }
        let path = scheme.hasPrefix("ws") ? "/mqtt" : ""
        let url = "\(scheme)://localhost:\(port)\(path)"
        let key = try #require(
            folder.files.first { $0.hasPrefix("pem/things/") && $0.hasSuffix(".key") })
        let papers =
            isSecure
            ? ["--cafile", "pem/ca.pem", "--cert", key.dropLast(3) + "pem", "--key", key] : []
        let outcome = try Gale.run(
            ["conform", url, "--report", "out", "--only", "connect."] + papers, in: folder)
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
    }

    @Test func `Mosquitto fails nothing that its profile does not explain`() throws {
        let mosquitto = try Mosquitto(in: folder)
        let (outcome, verdicts) = try conform(mosquitto.url, "--profile", "mosquitto")
        #expect(outcome.status == 1)
        #expect(verdicts.ids("inconclusive").isEmpty, "\(verdicts.details("inconclusive"))")
        let unexplained = (verdicts.json["checks"]?.array ?? []).filter {
            $0["verdict"]?.string == "failed" && $0["explanation"]?.string == ""
        }
        #expect(unexplained.isEmpty, "\(verdicts.details("failed"))")
    }

    @Test func `only failures that a baseline does not list fail the run`() throws {
        let mosquitto = try Mosquitto(in: folder)
        let words = ["--only", "format.padded-length", "--baseline", "known.txt"]
        try folder.write("# what we know\n5.0/format.padded-length # lenient\n", to: "known.txt")
        let run = ["conform", mosquitto.url, "--report", "out"] + words
        #expect(try Gale.run(run, in: folder).status == 0)
        let repaired = try Gale.run(["conform", "--report", "out"] + words, in: folder)
        #expect(repaired.status == 1)
        #expect(repaired.stdout.contains("strike it off"))
        try folder.write("5.0/no.such-case\n", to: "known.txt")
        let unknown = try Gale.run(run, in: folder)
        #expect(unknown.status == 65 && unknown.stderr.contains("known.txt:1"))
    }

    /// All cases against all mutants take a minute; ConformanceTests holds each to its own.
    @Test func `the proof of a chapter names who kills whom`() throws {
        let outcome = try Gale.run(["conform", "--prove", "--only", "5.0/ping."], in: folder)
        #expect(outcome.status == 0, "\(outcome.stdout.suffix(2000))")
        let line = outcome.stdout.split(separator: "\n").first { $0.contains("ping.answered ") }
        #expect(line?.contains(" ignores-ping") == true)
        #expect(!outcome.stdout.contains("UNPROVED") && !outcome.stdout.contains("ACCUSED"))
    }

    @Test func `who lets nobody in is said in a sentence`() throws {
        let port = try Port.free()
        let none = try Gale.run(["conform", "mqtt://127.0.0.1:\(port)"], in: folder)
        #expect(none.status == 69 && none.stderr.contains("lets no client in"))
        let locked = try Mosquitto(in: folder, access: "allow_anonymous false")
        let outcome = try Gale.run(["conform", locked.url], in: folder)
        #expect(outcome.status == 69 && outcome.stderr.contains("--user"), "\(outcome.stderr)")
    }
}
