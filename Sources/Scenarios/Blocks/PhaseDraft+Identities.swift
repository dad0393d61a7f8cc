import Base
import Devices
import YAML

/// The phases that are about identities.
extension PhaseDraft {
    static let rotation = Block<Deed>(
        "rotation",
        "New keys and certificates: each device leaves, and reconnects with its new one.",
        [Deed.over, fitFleets, Deed.share])

    static let expiry = Block<Deed>(
        "certificate expiry",
        "Certificates that end at one instant; their devices reconnect, to be refused.",
        [
            Key(
                "after", .milliseconds, \.after, .required,
                "When they end, to the second, counted from the begin of the phase.", example: "10s"
            ),
            Key(
                "over", Form.milliseconds.placed, \.expiryOver, .otherwise("the same as after"),
                "How long the phase lasts."),
            fitFleets, Deed.share,
        ])

    static let revocation = Block<Deed>(
        "revocation",
        "Certificates that are revoked; links are cut, and come back to be refused.",
        [Deed.over, fitFleets, Deed.share])

    static let probe = Block<Deed>(
        "probe",
        "Each device publishes and subscribes to the topics of the next, to be refused.",
        [Deed.over, fitFleets, Deed.share])

    private static let fitFleets = Key<Deed>(
        "of", .list(of: Form.name.placed), \.who, .otherwise("every fleet fit for it"),
        "Names of fleets and groups whose devices have a certificate each and are let in; for a "
            + "probe, passwords and tokens will do.",
        example: "[things]")
}

extension PhaseDraft.Kind {
    var isAboutIdentities: Bool { [.rotate, .expire, .revoke, .probe].contains(self) }

    /// With its article.
    var phrase: String { self == .expire ? "an expire" : "a \(rawValue)" }
}

extension PhaseDraft.Deed {
    /// How long the phase lasts.
    var length: Duration {
        get throws(Problem) {
            guard kind == .expire else { return duration }
            guard let expiryOver else { return after }
            guard expiryOver.value >= after else {
                throw expiryOver.problem(
                    "the phase is over before the certificates end; write over: \(after.short) "
                        + "or more")
            }
            return expiryOver.value
        }
    }
}

extension Placed<PhaseDraft.Deed> {
    /// The fleets of a phase about identities: those that it names, all that are fit where it
    /// names none.
    ///
    /// - Throws: ``Problem`` for a fleet that is unfit, and where no fleet is fit.
    func fit(of names: [String], _ parties: PhaseDraft.Parties) throws(Problem) -> [String] {
        for name in value.who {
            for fleet in parties.groups[name.value] ?? [name.value] {
                guard let complaint = parties.plan(fleet)?.unfitness(for: value.kind) else {
                    continue
                }
                throw name.problem(
                    "\(fleet.inQuotes) cannot \(value.kind.rawValue): \(complaint)")
            }
        }
        guard names.isEmpty else { return names }
        let fit = parties.plans.filter { $0.unfitness(for: value.kind) == nil }.map(\.name)
        guard fit.isEmpty else { return fit }
        guard parties.plans.contains(where: { $0.identity != nil }) else {
            throw problem(
                "nobody can \(value.kind.rawValue): no fleet has an identity; "
                    + "write identities: {template: \"thing-{id}\"}")
        }
        let reasons = parties.plans.compactMap { fleet in
            fleet.unfitness(for: value.kind).map { "in \(fleet.name.inQuotes) \($0)" }
        }
        throw problem("nobody can \(value.kind.rawValue): \(reasons.briefly)")
    }
}

extension FleetPlan {
    /// Why the devices cannot do a deed about identities, if they cannot.
    fileprivate func unfitness(for kind: PhaseDraft.Kind) -> String? {
        guard let identity else { return "the devices have no identity" }
        if mustBeRefused { return "the devices must be refused from the first" }
        if identity.binding == .shared { return "the devices share one certificate" }
        if kind != .probe, identity.proof != .certificate {
            return "the devices show a \(identity.proof.rawValue) in place of a certificate"
        }
        guard kind == .probe else { return nil }
        let isPerDevice = model.messages.contains { TopicTemplate($0.topic, of: self).isPerDevice }
        return isPerDevice ? nil : "the devices have no topics of their own"
    }
}
