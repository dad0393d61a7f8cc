/// What a set holds, in numbers.
package struct IdentitySummary: Equatable, Sendable {
    package var things = 0
    package var certificates = 0
    package var passwords = 0
    package var tokens = 0
    package var revoked = 0
    /// Certificates that are over.
    package var expired = 0
    /// The first and the last end of a certificate, in seconds since 1970.
    package var firstEnd: Int64?
    package var lastEnd: Int64?
}

/// What a list shows of a thing; no secret.
package struct ThingLine: Equatable, Sendable {
    package let number: Int
    package let name: String
    /// The end of its certificate, in seconds since 1970; nil where it has none.
    package let notAfter: Int64?
    package let revokedAt: Int64?
    package let groups: [String]
}

extension IdentitySet {
    /// - Parameter now: seconds since 1970, to tell what is over.
    package func summary(at now: Int64) throws(IdentityError) -> IdentitySummary {
        var summary = IdentitySummary()
        let columns = """
            SELECT count(*), count(certificate), count(password), count(token),
                count(*) FILTER (WHERE not_after < ?), min(not_after), max(not_after),
                count(*) FILTER (WHERE serial IN (SELECT serial FROM revocations) AND issuer = (
                    SELECT id FROM authorities WHERE role = 'issuing'))
            FROM things
            """
        _ = try database.prepare(columns).first(.integer(now)) { row throws(IdentityError) in
            let counts = (0..<5).map { Int(row.integer($0)) }
            summary.things = counts[0]
            summary.certificates = counts[1]
            summary.passwords = counts[2]
            summary.tokens = counts[3]
            summary.expired = counts[4]
            summary.firstEnd = row.isNull(5) ? nil : row.integer(5)
            summary.lastEnd = row.isNull(6) ? nil : row.integer(6)
            summary.revoked = Int(row.integer(7))
        }
        return summary
    }

    /// Tells `body` of every thing by number, without decoding what is not shown.
    package func eachLine(_ body: (ThingLine) -> Void) throws(IdentityError) {
        let lines = try database.prepare(
            """
            SELECT t.number, t.name, t.not_after, r.at, (
                SELECT group_concat(path, ';') FROM (
                    SELECT g.path FROM memberships m JOIN groups g ON g.id = m."group"
                    WHERE m.thing = t.number ORDER BY g.path))
            FROM things t LEFT JOIN revocations r ON r.serial = t.serial AND t.issuer = (
                SELECT id FROM authorities WHERE role = 'issuing')
            ORDER BY t.number
            """)
        try lines.start([])
        while try lines.step() {
            body(
                ThingLine(
                    number: Int(lines.integer(0)), name: lines.text(1) ?? "",
                    notAfter: lines.isNull(2) ? nil : lines.integer(2),
                    revokedAt: lines.isNull(3) ? nil : lines.integer(3),
                    groups: (lines.text(4) ?? "").split(separator: ";").map(String.init)))
        }
    }
}
