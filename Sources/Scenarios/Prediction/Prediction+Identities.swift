import Base
import YAML

/// What a dry run says of identities.
extension Prediction {
    /// Empty where nobody has one.
    var identityTitle: String {
        switch plan.identities?.source {
        case nil: ""
        case .made: "Identities, made for this run beside an authority"
        case .file(let path, _): "Identities, from \(path)"
        }
    }

    /// How many there are of each kind, their names, and what is special about them.
    var identityTable: Columns {
        var table = Columns()
        guard let identities = plan.identities else { return table }
        var sum = 0
        for fleet in plan.fleets {
            guard let identity = fleet.identity else { continue }
            let count = identity.flaw == .noCertificate ? 0 : identity.isShared ? 1 : fleet.count
            sum += count
            table.add(fleet.name, count.forPeople, fleet.names, identity.summary)
        }
        for application in plan.applications {
            sum += application.count
            table.add(
                application.name, application.count.forPeople, application.names, "certificate")
        }
        for phase in plan.phases {
            guard case .rotate = phase.deed else { continue }
            let count = plan.fleets.filter { phase.who.contains($0.name) }
                .reduce(0) { $0 + Int((Double($1.count) * phase.share).rounded()) }
            sum += count
            table.add(phase.name, count.forPeople, "again", "certificate")
        }
        if case .made = identities.source { table.add("all", sum.forPeople) }
        return table
    }
}

extension FleetPlan {
    /// Of its identities, the first and the last.
    fileprivate var names: String {
        guard let name = identity?.name else {
            guard case .group(let group) = identity?.binding else { return "things of the file" }
            return "of group \(group)"
        }
        let (first, last) = (firstID, firstID + count - 1)
        guard first < last, name.contains("{id}") else {
            return name.replacing("{id}", with: "\(first)")
        }
        return name.replacing("{id}", with: "\(first)") + " … "
            + name.replacing("{id}", with: "\(last)")
    }
}

extension ApplicationPlan {
    fileprivate var names: String { count == 1 ? name : "\(name)-1 … \(name)-\(count)" }
}

extension FleetIdentity {
    fileprivate var isShared: Bool { binding == .shared }

    /// How it is proved, and what is wrong with that.
    fileprivate var summary: String {
        var words = flaw == .noCertificate ? [] : [proof.rawValue]
        if isShared { words.append("shared") }
        if let flaw { words.append(flaw.rawValue) }
        if clock != .zero { words.append("clock \(clock.short)") }
        if mustBeRefused { words.append("must be refused") }
        return words.joined(separator: ", ")
    }
}
