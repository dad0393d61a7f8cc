import Crypto
import Identities
import Reports

extension IdentitySet {
    /// What is in the file, in a few lines.
    func account(at now: Int64) throws(IdentityError) -> String {
        let summary = try summary(at: now)
        var lines = [("things", Figure.count(summary.things))]
        if let first = summary.firstEnd, let last = summary.lastEnd {
            let end =
                first == last
                ? "until \(WallClock.text(of: first))"
                : "until \(WallClock.text(of: first)) at first, \(WallClock.text(of: last)) at last"
            let state =
                "\(Figure.count(summary.revoked)) revoked, "
                + "\(Figure.count(summary.expired)) expired"
            lines.append(
                ("certificates", "\(Figure.count(summary.certificates)) \(end); \(state)"))
        }
        if summary.passwords > 0 { lines.append(("passwords", Figure.count(summary.passwords))) }
        if summary.tokens > 0 { lines.append(("tokens", Figure.count(summary.tokens))) }
        let groups = try groups(atMost: 8)
        if !groups.isEmpty {
            let shown = groups.map { "\($0.path) \(Figure.count($0.things))" }
            let rest = try groupCount - shown.count
            lines.append(
                ("groups", (shown + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: ", "))
            )
        }
        let chain = try authorityChain
        lines.append(
            (
                "authority",
                chain.map(\.subject).joined(separator: " under ")
                    + ", until \(WallClock.text(of: chain.map(\.notAfter).min() ?? now))"
            ))
        if let server = try server {
            lines.append(("broker", server.hosts.joined(separator: ", ")))
        }
        return lines.map { name, value in
            name + String(repeating: " ", count: 14 - name.count) + value + "\n"
        }.joined()
    }
}

extension ThingLine {
    /// A line for people and for `cut`.
    func text(at now: Int64) -> String {
        let state =
            if revokedAt != nil { "revoked" } else if let notAfter {
                notAfter < now ? "expired" : "good"
            } else { "-" }
        return [
            "\(number)", name, notAfter.map(WallClock.text(of:)) ?? "-", state,
            groups.joined(separator: ";"),
        ].joined(separator: "\t")
    }
}

extension SheetCounts {
    /// What came out of a CSV file, in a line.
    func line(of sheet: String) -> String {
        var elsewhere = "\(Figure.count(certificates, "certificate")) made elsewhere"
        let states = [(expired, "expired"), (early, "not yet valid")].filter { $0.0 > 0 }
            .map { "\(Figure.count($0.0)) \($0.1)" }
        if !states.isEmpty { elsewhere += " (\(states.joined(separator: ", ")))" }
        return "\(sheet): \(Figure.count(things, "thing")), \(elsewhere)"
    }
}

extension WallClock {
    /// `2027-11-26T10:00:00Z`, from seconds since 1970.
    static func text(of seconds: Int64) -> String {
        Reading(milliseconds: seconds &* 1000, origin: 0).text
    }
}
