import Base
import YAML

extension FleetDraft {
    /// Who the devices are; nil for nobody in particular.
    ///
    /// - Parameters:
    ///   - names: of the identities, where they are known.
    ///   - identities: where they come from, if the scenario says so.
    func identity(
        names: String?, from identities: IdentityPlan?
    ) throws(Problem) -> FleetIdentity? {
        guard let identities else {
            guard let identity, !identity.value.isNone else { return nil }
            throw identity.problem(
                "the scenario has no identities; write identities: {template: \"thing-{id}\"}, "
                    + "or {file: …}")
        }
        let draft = identity?.value ?? FleetIdentityDraft()
        guard !draft.isNone else { return nil }
        let plan = try draft.plan(
            names: names, fleet: name.value, identities: identities,
            at: identity?.place ?? name.place)
        if plan.proof != .certificate, let known = client.userName ?? client.password {
            throw known.problem(
                "the identity brings user name and \(plan.proof.rawValue); "
                    + "leave out user-name and password")
        }
        if plan.mustBeRefused, let reconnect = client.reconnect, reconnect.value.isAutomatic {
            throw reconnect.problem(
                "devices that must be refused try once; leave out reconnect")
        }
        return plan
    }
}

extension FleetIdentity {
    /// Whether each device bears the name that its identity has in a file.
    var isNamedByFile: Bool { name == nil && binding != .shared }

    /// The client identifiers of a fleet that says nothing about them.
    func clientID(of fleet: String) -> String {
        guard binding != .shared, let name else { return "\(fleet)-{id}" }
        return name
    }
}
