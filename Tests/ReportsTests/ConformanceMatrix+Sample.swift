import Base

@testable import Reports

extension ConformanceReport.Check {
    /// A case of the sample.
    init(
        _ id: String, _ title: String, _ statements: [String], _ verdict: Verdict,
        level: String = "must", detail: String = "", because explanation: String = "",
        transcript: [String] = []
    ) {
        self.init()
        self.id = id
        self.title = title
        self.statements = statements
        self.level = level
        self.verdict = verdict
        self.detail = detail
        self.explanation = explanation
        self.transcript = transcript
        duration = .milliseconds(2)
        reproduce = "gale conform mqtt://127.0.0.1:1883 --only \(id)"
    }
}

extension ConformanceReport {
    private static let ping = [
        "0.001 s client → PINGREQ", "    C0 00", "0.002 s client ← PINGRESP", "    D0 00",
    ]

    /// What one broker of the sample was found to be.
    static func sample(_ verdicts: [Verdict], known: Set<Int> = []) -> ConformanceReport {
        var report = ConformanceReport()
        report.target = "mqtt://127.0.0.1:1883"
        report.profile = "Alpha 1.0"
        report.note = "As it is delivered."
        report.source = "https://example.org/alpha"
        report.release = "1.0.3"
        report.versions = ["3.1.1", "5.0"]
        report.lacks = ["topic-aliases"]
        report.started = "2026-11-20T16:00:00Z"
        report.duration = .seconds(9)
        report.gale.version = "0.1.0"
        let cases: [(String, String, [String], String)] = [
            (
                "3.1.1/ping.answered", "PINGREQ is answered with PINGRESP",
                ["3.1.1:MQTT-3.12.4-1"], "must"
            ),
            ("5.0/ping.answered", "PINGREQ is answered", ["5.0:MQTT-3.12.4-1"], "must"),
            (
                "5.0/format.padded-length", "A Remaining Length is as short as can be",
                ["5.0:MQTT-1.5.5-1"], "must"
            ),
            (
                "5.0/session.both", "A session is resumed | or not",
                ["5.0:MQTT-3.1.2-5", "5.0:MQTT-3.12.4-1"], "should"
            ),
            ("5.0/share.retained", "No retained message", ["5.0:MQTT-4.8.2-9"], "may"),
        ]
        report.checks = zip(cases, verdicts).enumerated().map { index, element in
            let ((id, title, statements, level), verdict) = element
            let isPlain = verdict == .passed || verdict == .skipped
            var check = Check(
                id, title, statements, verdict, level: level,
                detail: verdict == .tolerated
                    ? "allowed by A4" : isPlain ? "" : "then 2: expected PINGRESP; got <nothing>",
                because: verdict == .failed && known.contains(index)
                    ? "Takes a padded length (8E 00)." : "",
                transcript: verdict == .skipped ? [] : ping)
            check.allowances = verdict == .tolerated ? ["A4"] : []
            return check
        }
        return report
    }
}

extension ConformanceMatrix {
    static func statement(_ id: String, _ says: String, reason: String = "") -> Statement {
        var statement = Statement()
        statement.id = id
        statement.section = "3.12 PINGREQ"
        statement.binds = "server"
        statement.says = says
        statement.reason = reason
        return statement
    }

    static func broker(_ name: String, trouble: String = "") -> Broker {
        var broker = Broker()
        broker.name = name
        broker.target = "mqtt://127.0.0.1:1883"
        broker.release = "1.0.3"
        broker.command = "gale conform mqtt://127.0.0.1:1883 --profile \(name)"
        broker.trouble = trouble
        return broker
    }

    /// Three brokers, one of which was not there: a bit of everything.
    static var sample: ConformanceMatrix {
        let judged: [(broker: Broker, report: ConformanceReport?)] = [
            (
                broker("alpha"),
                .sample([.passed, .passed, .failed, .tolerated, .skipped], known: [2])
            ),
            (broker("beta"), .sample([.passed, .failed, .failed, .passed, .inconclusive])),
            (broker("gamma", trouble: "mqtt://gamma:1883 lets no client in"), nil),
        ]
        var matrix = ConformanceMatrix(
            judged,
            statements: [
                statement("3.1.1:MQTT-3.12.4-1", "A PINGREQ is answered"),
                statement("3.1.1:MQTT-4.3.1-1", "The sender sends QoS 0", reason: "not observable"),
                statement("5.0:MQTT-1.5.5-1", "Lengths are as short as can be"),
                statement("5.0:MQTT-3.1.2-5", "A session is | resumed"),
                statement("5.0:MQTT-3.12.4-1", "A PINGREQ is answered"),
                statement("5.0:MQTT-4.8.2-9", "Nothing retained for shared subscriptions"),
            ])
        var allowance = Allowance()
        allowance.name = "A4"
        allowance.says = "A server need not say why it closes."
        matrix.allowances = [allowance]
        matrix.started = "2026-11-20T16:00:00Z"
        matrix.duration = .seconds(31)
        matrix.gale.version = "0.1.0"
        return matrix
    }
}
