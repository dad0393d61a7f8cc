import Crypto
import Measures
import Reports
import Transports

extension ReportMaker {
    /// How the links of the run were protected; nil where none was to be.
    func security(_ tally: Tally) -> Report.Security? {
        guard settings.endpoint.scheme.isSecure else { return nil }
        var security = Report.Security()
        security.scheme = settings.endpoint.scheme.rawValue
        security.insecure = settings.tls?.settings.isInsecure ?? false
        security.keyLog = settings.tls?.settings.keyLog?.path ?? ""
        security.versions = counts(tally, by: \.version)
        security.ciphers = counts(tally, by: \.cipher)
        security.resumedHandshakes = handshakes(tally, resumed: true)
        security.fullHandshakes = handshakes(tally, resumed: false)
        security.failedHandshakes = tally.handshakesFailed
        return security
    }

    private func counts(
        _ tally: Tally, by part: (TLSAgreement) -> String
    ) -> [Report.Tally] {
        var counts: [String: Int] = [:]
        for (agreement, count) in tally.agreements { counts[part(agreement), default: 0] += count }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { Report.Tally($0.key, $0.value) }
    }

    private func handshakes(_ tally: Tally, resumed: Bool) -> Int {
        tally.agreements.reduce(0) { $0 + ($1.key.isResumed == resumed ? $1.value : 0) }
    }
}
