import Base

@testable import Reports

extension Report {
    /// ``sample`` over TLS without verification, with flawed identities among the devices.
    static let secure: Report = {
        var report = sample
        report.broker.url = "mqtts://127.0.0.1:8883"
        report.generator.verdict = .valid
        report.generator.reasons = []
        var security = Security()
        security.scheme = "mqtts"
        security.insecure = true
        security.versions = [Tally("TLSv1.3", 1_496), Tally("TLSv1.2", 2)]
        security.ciphers = [
            Tally("TLS_AES_256_GCM_SHA384", 1_496), Tally("ECDHE-ECDSA-AES128-GCM-SHA256", 2),
        ]
        security.fullHandshakes = 998
        security.resumedHandshakes = 500
        security.failedHandshakes = 300
        security.keyLog = "keys.log"
        report.security = security
        var identities = Identities()
        identities[.none].letIn = 698
        identities[.none].atConnect = 1
        identities[.revoked].atTLS = 100
        identities[.expired].atTLS = 99
        identities[.expired].undecided = 1
        identities[.foreign].atTLS = 97
        identities[.foreign].letIn = 3
        identities[.mismatched].atConnect = 98
        identities[.mismatched].atTopic = 2
        identities[.shared].letIn = 40
        identities.rotations = 250
        identities.rotationsFailed = 1
        identities.revocations = 100
        report.identities = identities
        var acl = AccessProbes()
        (acl.probes, acl.refused, acl.letIn, acl.delivered) = (200, 198, 1, 0)
        report.acl = acl
        var handshake = Latency()
        handshake.count = 1_498
        handshake.min = .microseconds(610)
        handshake.p50 = .microseconds(1_120)
        handshake.p99 = .microseconds(9_400)
        report.latency[.handshake] = handshake
        report.bytes.tlsRecords = 812_000
        report.bytes.tlsHandshake = 3_120_000
        report.bytes.segmentsSent = 42_310
        report.bytes.segmentsReceived = 40_118
        report.bytes.segmentsRetransmitted = 3
        report.bytes.estimated = []
        report.bytes.perMessage = Double(report.bytes.total) / 28_000
        return report
    }()
}
