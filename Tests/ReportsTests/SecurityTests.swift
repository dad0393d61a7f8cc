import Base
import Testing

@testable import Reports

@Suite struct SecurityTests {
    /// The same with certificates verified.
    static var verified: Report {
        var report = Report.secure
        report.security?.insecure = false
        return report
    }

    @Test(arguments: ["text", "markdown", "junit"])
    func `a format draws a run over TLS as it did before`(_ name: String) throws {
        let format = try #require(Format.named(name))
        try Snapshot.expect(format.print(.secure), is: "secure-\(format.fileName)")
    }

    @Test(arguments: [("text", 1), ("markdown", 1), ("junit", 5), ("json", 6), ("html", 200)])
    func `unverified certificates are told first`(_ name: String, _ lines: Int) throws {
        let format = try #require(Format.named(name))
        let words =
            name == "json" ? #""verified": false"# : "certificates were not verified"
        func head(_ report: Report) -> String {
            format.print(report).split(separator: "\n").prefix(lines).joined(separator: "\n")
        }
        #expect(head(.secure).contains(words))
        #expect(!head(Self.verified).contains(words))
        #expect(!head(.sample).contains(words))
    }

    @Test func `the banner of the page says so`() throws {
        let page = Format.html.print(.secure)
        let banner = try #require(page.firstMatch(of: /(?s)<header.*?<\/header>/)).output
        #expect(banner.contains("(certificates were not verified)"))
        #expect(banner.contains("<strong>Certificates were not verified</strong>"))
        #expect(!Format.html.print(Self.verified).contains("ertificates were not verified"))
    }

    @Test func `a generator that is not valid stands beside`() {
        var report = Report.secure
        report.generator.verdict = .degraded
        #expect(
            report.headline.hasPrefix(
                "FAILED (certificates were not verified; generator degraded) wind-farm: "))
    }

    @Test func `a plain run says nothing of all this`() {
        for format in Format.all where format.name != "json" && format.name != "html" {
            let text = format.print(.sample)
            for word in ["TLS", "WebSocket", "HTTP", "Identit", "Security", "segment"] {
                #expect(!text.contains(word), "\(format.name): \(word)")
            }
        }
    }

    @Test func `reports from before these were counted can be read`() throws {
        var members = Report.sample.json.object!
        for name in ["security", "identities", "acl"] { members[name] = nil }
        var bytes = members["bytes"]!.object!
        for account in Report.Bytes.accounts where !account.isFounding { bytes[account.name] = nil }
        for name in [
            "perMessageByLayer", "segmentsSent", "segmentsReceived", "segmentsRetransmitted",
        ] {
            bytes[name] = nil
        }
        members["bytes"] = .object(bytes)
        for table in ["latency", "serviceTime", "gap", "curves"] {
            var legs = members[table]!.object!
            legs["handshake"] = nil
            members[table] = .object(legs)
        }
        #expect(try Report(json: .object(members)) == .sample)
    }

    @Test(arguments: [
        ("identities.letIn", 3.0), ("identities.flawed", 400), ("identities.refused", 396),
        ("identities.wronglyRefused", 1), ("identities.undecided", 1),
        ("identities.foreign.letIn", 3), ("identities.mismatched.atTopic", 2),
        ("identities.shared.letIn", 40), ("identities.none.attempts", 699),
        ("identities.rotations", 250), ("acl.probes", 200), ("acl.letIn", 1),
        ("acl.undecided", 1), ("security.verified", 0), ("security.failedHandshakes", 300),
        ("latency.handshake.p99", 9_400_000), ("bytes.tlsHandshake", 3_120_000),
        ("bytes.segmentsRetransmitted", 3),
    ])
    func `a path leads to a number`(_ path: String, _ value: Double) {
        #expect(Report.secure.value(at: path) == value)
        #expect(Report.hasPlace(for: path))
    }

    @Test(arguments: [
        "identities.letIn", "identities.foreign.letIn", "acl.letIn", "security.verified",
        "bytes.segmentsSent",
    ])
    func `what nobody tried has no number`(_ path: String) {
        #expect(Report.sample.value(at: path) == nil)
        #expect(Report.hasPlace(for: path))
        #expect(Report.secure.value(at: "identities.clock-skew.letIn") == nil)
        #expect(Report.hasPlace(for: "identities.clock-skew.letIn"))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `attempts are refused, let in or undecided`(_ seed: UInt64) {
        guard let it = Report.random(seed: seed).identities else { return }
        let all = it.tried.map(\.admission).reduce(Report.Admission(), +)
        #expect(all.attempts == all.refused + all.letIn + all.undecided, "seed \(seed)")
        #expect(it.undecided == all.undecided, "seed \(seed)")
        let either = it[.shared]
        let left = it.flawed + it[.none].attempts + either.attempts
        #expect(all.attempts == left, "seed \(seed)")
        let sorted = it.letIn + it[.none].letIn + either.letIn
        #expect(all.letIn == sorted, "seed \(seed)")
        #expect(all.refused == it.refused + it.wronglyRefused + either.refused, "seed \(seed)")
    }

    @Test func `layers of a message add up to the message`() throws {
        let shares = Report.secure.bytes.perMessageByLayer
        let sum = Report.Bytes.accounts.reduce(0) { $0 + (shares[$1.name]?.number ?? .nan) }
        #expect(abs(sum - (try #require(Report.secure.bytes.perMessage))) < 1e-9)
        #expect(shares["tlsHandshake"]?.number == 3_120_000.0 / 28_000)
        #expect(Report().bytes.perMessageByLayer["payload"] == .null)
    }

    @Test(arguments: [
        (true, false, "TCP/IP, estimated", " TCP/IP headers are an estimate."),
        (
            false, true, "TCP/IP",
            " TCP/IP headers are from the kernel's counters: 42,310 segments sent, 40,118 received, "
                + "3 sent again."
        ),
        (
            true, true, "TCP/IP, estimated",
            " TCP/IP headers are in part an estimate, in part from the kernel's counters: 42,310 "
                + "segments sent, 40,118 received, 3 sent again."
        ),
        (false, false, "TCP/IP", ""),
    ])
    func `where headers come from is said`(
        _ isEstimated: Bool, _ isCounted: Bool, _ title: String, _ sentence: String
    ) {
        var bytes = Report.secure.bytes
        bytes.estimated = isEstimated ? ["tcpIP"] : []
        if !isCounted { (bytes.segmentsSent, bytes.segmentsReceived) = (nil, nil) }
        #expect(bytes.shownAccounts.last?.name == title)
        #expect(bytes.sourceOfTCPIP == sentence)
    }
}
