import Conformance
import Foundation
import Harness
import Testing
import YAML

/// What is known of brokers, and how it is written down.
@Suite struct BrokerProfileTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../fixtures/brokers")
    static let files = try! FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".yaml") }

    @Test(arguments: files)
    func `every profile is read, and names cases that there are`(file: String) throws {
        let bytes = Array(try Data(contentsOf: Self.folder.appending(path: file)))
        let profile = try BrokerProfile(parsing: bytes, file: file)
        #expect(!profile.name.isEmpty)
        let known = Set(Chapter.cases().map(\.id))
        var explained: Set<String> = []
        for id in profile.known.flatMap(\.ids) {
            let isThere =
                id.last == "*"
                ? known.contains { $0.hasPrefix(id.dropLast()) } : known.contains(id)
            #expect(isThere, "\(file): \(id) is no case")
            #expect(explained.insert(id).inserted, "\(file): \(id) is explained twice")
        }
        if let start = profile.start {
            let script = Self.folder.appending(path: "start/\(start)").path
            #expect(FileManager.default.isExecutableFile(atPath: script), "\(file): \(start)")
        }
    }

    @Test func `every key is read`() throws {
        let text = """
            name: Broker 1.0
            version: broker --version
            install: apt-get install broker
            start: broker
            source: https://example.org/deviations
            note: No QoS 2.
            url: mqtts://HOST:8883
            user: a
            password: b
            tls: {cafile: ca.pem, cert: /c.pem, key: c.key, alpn: [mqtt], servername: name}
            restricted: forbidden/topic
            lacks: [qos-2]
            offers: restricted
            allowances: [A5, SHOULD]
            known:
              - {case: 5.0/ping.answered, because: one}
              - {case: 5.0/ping.*, because: all}
              - {cases: [3.1.1/ping.answered, 5.0/ping.each-answered], because: two}

            """
        let profile = try BrokerProfile(parsing: Array(text.utf8), file: "a.yaml")
        #expect(profile.name == "Broker 1.0" && profile.version == "broker --version")
        #expect(profile.install == "apt-get install broker" && profile.start == "broker")
        #expect(profile.source == "https://example.org/deviations" && profile.note == "No QoS 2.")
        #expect(profile.url == "mqtts://HOST:8883" && profile.restricted == "forbidden/topic")
        #expect(profile.login == Login(user: "a", password: Array("b".utf8)))
        #expect(profile.lacks == [.qos2] && profile.offers == [.restricted])
        let tls = profile.tls.beside("/home")
        #expect(tls.authorities == "/home/ca.pem" && tls.certificate == "/c.pem")
        #expect(tls.key == "/home/c.key" && tls.protocols == ["mqtt"] && tls.serverName == "name")
        #expect(profile.refused(["A5", "A27"]) == ["A27"])
        #expect(BrokerProfile().refused(["A5", "A27"]) == [])
        #expect(profile.explanation(of: "5.0/ping.each-answered") == "two")
        #expect(profile.explanation(of: "5.0/ping.merged") == "all")
        #expect(profile.explanation(of: "3.1.1/ping.merged") == nil)
    }

    @Test(arguments: [
        ("lacks: [qos-3]\nname: x", "qos-3"), ("known: []", "name"), ("name: x\nknow: []", "know"),
        ("name: x\nallowances: [A99]", "A99"), ("name: x\nknown: [{because: y}]", "\"cases\""),
        ("name: x\nknown: [{case: a, cases: [b], because: y}]", "not both"),
        ("name: x\ntls: {ca: y}", "ca"),
    ])
    func `a flaw is named with its place`(text: String, word: String) {
        let problem = #expect(throws: Problem.self) {
            try BrokerProfile(parsing: Array(text.utf8), file: "a.yaml")
        }
        #expect("\(problem!)".hasPrefix("a.yaml:") && "\(problem!)".contains(word))
    }

    /// A certificate without its key would show somebody else's.
    @Test func `what is said nearer comes first, and a key stays with its certificate`() {
        var near = BrokerTLS()
        near.certificate = "near.pem"
        var far = BrokerTLS()
        far.authorities = "far-ca.pem"
        far.certificate = "far.pem"
        far.key = "far.key"
        let both = near.or(far)
        #expect(both.certificate == "near.pem" && both.key == nil)
        #expect(both.authorities == "far-ca.pem")
        #expect(BrokerTLS().or(far) == far && BrokerTLS().isEmpty)
    }

    @Test func `the allowances of cases are those that are explained`() {
        let used = Chapter.cases().reduce(into: Set<String>()) { $0.formUnion($1.allowances) }
        let known = Allowance.all.map(\.name)
        #expect(used.isSubset(of: known), "\(used.subtracting(known))")
        #expect(Set(known).count == known.count)
        #expect(Set(known).subtracting(["SHOULD"]).isSubset(of: used))
    }
}
