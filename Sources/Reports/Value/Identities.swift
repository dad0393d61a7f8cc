package import Base

/// What is wrong with the identity by which a device connects.
package enum IdentityFlaw: String, CaseIterable, Sendable {
    /// Nothing: the device must be let in.
    case none
    case revoked, expired
    case notYetValid = "not-yet-valid"
    /// From an authority that the broker does not know.
    case foreign
    /// Another thing's.
    case mismatched
    /// The device's clock is wrong.
    case clockSkew = "clock-skew"
    /// None, where one is due.
    case noCertificate = "no-certificate"
    case wrongPassword = "wrong-password"
    case wrongToken = "wrong-token"
    /// Several devices have the same; whether they are let in is the broker's to say.
    case shared

    /// Whether letting the device in is right; nil where either is.
    package var deservesEntry: Bool? {
        switch self {
        case .none: true
        case .shared: nil
        case .revoked, .expired, .notYetValid, .foreign, .mismatched, .clockSkew, .noCertificate,
            .wrongPassword, .wrongToken:
            false
        }
    }
}

extension Report {
    /// What became of attempts to connect with one kind of identity.
    package struct Admission: Record, Equatable {
        /// Refused in the TLS handshake, by either side.
        package var atTLS = 0
        /// Refused by CONNACK, or by the status of an HTTP answer.
        package var atConnect = 0
        /// Connected, but refused what it wanted to publish or subscribe to.
        package var atTopic = 0
        package var letIn = 0
        /// Neither: the link failed, or the run was over.
        package var undecided = 0

        package init() {}

        package var refused: Int { atTLS + atConnect + atTopic }
        package var attempts: Int { refused + letIn + undecided }

        package static let fields: [Field<Admission>] = [
            Field(derived: "attempts") { $0.attempts }, Field(derived: "refused") { $0.refused },
            Field("atTLS", \.atTLS), Field("atConnect", \.atConnect),
            Field("atTopic", \.atTopic), Field("letIn", \.letIn),
            Field("undecided", \.undecided),
        ]

        package static func + (a: Admission, b: Admission) -> Admission {
            var sum = a
            sum.atTLS += b.atTLS
            sum.atConnect += b.atConnect
            sum.atTopic += b.atTopic
            sum.letIn += b.letIn
            sum.undecided += b.undecided
            return sum
        }
    }

    /// Who was let in and who was not, by what was wrong with them.
    package struct Identities: Equatable, Sendable {
        private var admissions: [IdentityFlaw: Admission] = [:]
        /// New certificates that devices took up while they were connected.
        package var rotations = 0
        package var rotationsFailed = 0
        /// Certificates that were revoked during the run.
        package var revocations = 0

        package init() {}

        /// Every kind tried once, so that every member is there.
        static let everyKind: Identities = {
            var identities = Identities()
            for flaw in IdentityFlaw.allCases { identities[flaw].undecided = 1 }
            return identities
        }()

        /// No attempts where there were none.
        package subscript(flaw: IdentityFlaw) -> Admission {
            get { admissions[flaw] ?? Admission() }
            set { admissions[flaw] = newValue.attempts > 0 ? newValue : nil }
        }

        /// Adds what another part of a run found.
        package mutating func merge(_ other: Identities) {
            for flaw in IdentityFlaw.allCases { self[flaw] = self[flaw] + other[flaw] }
            rotations += other.rotations
            rotationsFailed += other.rotationsFailed
            revocations += other.revocations
        }

        /// Kinds that somebody tried to connect with, in their order.
        package var tried: [(flaw: IdentityFlaw, admission: Admission)] {
            IdentityFlaw.allCases.compactMap { flaw in admissions[flaw].map { (flaw, $0) } }
        }

        /// The sum over the kinds that deserve entry, or that do not.
        private func sum(deservingEntry: Bool) -> Admission {
            tried.filter { $0.flaw.deservesEntry == deservingEntry }
                .reduce(Admission()) { $0 + $1.admission }
        }

        /// Attempts with identities that deserve to be refused.
        package var flawed: Int { sum(deservingEntry: false).attempts }
        /// Of these, the ones that were.
        package var refused: Int { sum(deservingEntry: false).refused }
        /// Of these, the ones that were not.
        package var letIn: Int { sum(deservingEntry: false).letIn }
        /// Refused though nothing was wrong.
        package var wronglyRefused: Int { sum(deservingEntry: true).refused }
        /// Of all attempts.
        package var undecided: Int { tried.reduce(0) { $0 + $1.admission.undecided } }
    }

    /// Devices that tried what is none of theirs, such as a neighbour's topic.
    package struct AccessProbes: Record, Equatable {
        package var probes = 0
        package var refused = 0
        /// Acknowledged as if it were allowed.
        package var letIn = 0
        /// Messages of probes that arrived at a subscriber.
        package var delivered = 0

        package init() {}

        package mutating func merge(_ other: AccessProbes) {
            probes += other.probes
            refused += other.refused
            letIn += other.letIn
            delivered += other.delivered
        }

        /// Neither: MQTT has no word for it, or the link failed.
        package var undecided: Int { probes - refused - letIn }

        package static let fields: [Field<AccessProbes>] = [
            Field("probes", \.probes), Field("refused", \.refused), Field("letIn", \.letIn),
            Field("delivered", \.delivered),
            Field(derived: "undecided") { $0.undecided },
        ]
    }
}

/// The sums lie beside the kinds that were tried, whose members bear their names.
extension Report.Identities: JSONConvertible {
    package var json: JSON {
        var members = JSON.Members([
            "flawed": flawed.json, "refused": refused.json, "letIn": letIn.json,
            "wronglyRefused": wronglyRefused.json, "undecided": undecided.json,
            "rotations": rotations.json, "rotationsFailed": rotationsFailed.json,
            "revocations": revocations.json,
        ])
        for (flaw, admission) in tried { members[flaw.rawValue] = admission.json }
        return .object(members)
    }

    package init(json: JSON, at place: String) throws(Unreadable) {
        guard let members = json.object else {
            throw Unreadable(place: place, problem: "an object should stand here")
        }
        for flaw in IdentityFlaw.allCases {
            guard let member = members[flaw.rawValue] else { continue }
            self[flaw] = try Report.Admission(json: member, at: "\(place).\(flaw.rawValue)")
        }
        rotations = try Int(json: members["rotations"] ?? 0, at: "\(place).rotations")
        rotationsFailed = try Int(
            json: members["rotationsFailed"] ?? 0, at: "\(place).rotationsFailed")
        revocations = try Int(json: members["revocations"] ?? 0, at: "\(place).revocations")
    }
}
