import Base

/// How links were protected and who was let in, in tables.
extension Report {
    var securityTable: Table {
        guard let security else { return Table("Security", facts: []) }
        return Table(
            "Security",
            facts: [
                ("transport", security.scheme),
                ("certificates", security.insecure ? "not verified" : "verified"),
                ("versions", security.versions.listed), ("ciphers", security.ciphers.listed),
                ("handshakes", security.handshakes), ("key log", security.keyLog),
            ])
    }

    /// The same in one line; empty where nothing was protected.
    var securityLine: String {
        guard let security else { return "" }
        return [
            security.scheme, security.insecure ? "certificates not verified" : "",
            security.versions.listed, security.ciphers.listed, security.handshakes,
            security.keyLog.isEmpty ? "" : "keys logged to \(security.keyLog)",
        ].filter { !$0.isEmpty }.joined(separator: "; ")
    }

    var identityTable: Table {
        Table(
            "Identities",
            note: "Attempts to connect, by what was wrong with the identity. All but “none” and "
                + "“shared” should have been refused.",
            [
                .text("Flaw"), .number("attempts"), .number("refused"), .number("by TLS"),
                .number("by CONNACK"), .number("at the topic"), .number("let in"),
                .number("undecided"),
            ],
            (identities?.tried ?? []).map { flaw, it in
                [flaw.rawValue]
                    + [
                        it.attempts, it.refused, it.atTLS, it.atConnect, it.atTopic, it.letIn,
                        it.undecided,
                    ].map(Figure.count)
            })
    }

    var accessTable: Table {
        Table(
            "ACL probes", note: "Devices tried a topic that is not theirs.",
            [
                .number("probes"), .number("refused"), .number("let in"), .number("undecided"),
                .number("delivered"),
            ],
            (acl.map { [$0] } ?? []).map {
                [$0.probes, $0.refused, $0.letIn, $0.undecided, $0.delivered].map(Figure.count)
            })
    }

    var rotationTable: Table {
        let it = identities ?? Identities()
        let counts = [it.rotations, it.rotationsFailed, it.revocations]
        return Table(
            "Changes of identity",
            [.number("rotations"), .number("failed"), .number("revocations")],
            counts == [0, 0, 0] ? [] : [counts.map(Figure.count)])
    }

    /// Everything about who is who, in the order in which it is read.
    var identityTables: [Table] { [identityTable, accessTable, rotationTable] }
}

extension Report.Security {
    fileprivate var handshakes: String {
        let kinds = [
            (fullHandshakes, "full"), (resumedHandshakes, "resumed"), (failedHandshakes, "failed"),
        ]
        let parts = kinds.filter { $0.0 > 0 }.map { "\(Figure.count($0.0)) \($0.1)" }
        return parts.isEmpty ? "" : parts.joined(separator: ", ") + " handshakes"
    }
}

extension [Report.Tally] {
    /// `TLSv1.3 (998), TLSv1.2 (2)`.
    fileprivate var listed: String {
        map { "\($0.name) (\(Figure.count($0.count)))" }.joined(separator: ", ")
    }
}
