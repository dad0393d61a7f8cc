import Base
import Devices
package import YAML

extension Plan {
    /// The most devices of a fleet, and of all fleets together.
    package static let mostDevices = 1_000_000

    /// Understands a scenario file.
    ///
    /// - Throws: ``Problem``, which says where in the file or in which option the mistake is.
    package init(
        parsing bytes: [UInt8], file: String, overrides: Overrides = Overrides(),
        models: ModelLibrary, secrets: Secrets = .none
    ) throws(Problem) {
        var root = try Node(parsing: bytes, file: file)
        for setting in overrides.settings { root = try root.applying(setting) }
        var draft = ScenarioDraft()
        try ScenarioDraft.block.read(root, into: &draft)
        if draft.about == nil { draft.about = Heading.openingComment(of: bytes) }
        try self.init(
            draft, at: root.place, overrides: overrides, models: models, secrets: secrets)
    }

    package init(
        parsing text: String, file: String, overrides: Overrides = Overrides(),
        models: ModelLibrary, secrets: Secrets = .none
    ) throws(Problem) {
        try self.init(
            parsing: Array(text.utf8), file: file, overrides: overrides, models: models,
            secrets: secrets)
    }

    private init(
        _ draft: ScenarioDraft, at place: Place, overrides: Overrides, models: ModelLibrary,
        secrets: Secrets
    ) throws(Problem) {
        try Self.checkNames(draft, at: place)
        let fleets = try Self.fleets(
            draft, overrides: overrides, models: models, secrets: secrets)
        var applications: [ApplicationPlan] = []
        for application in draft.applications {
            let count = application.count.value
            applications.append(
                try application.plan(
                    count: count > 1 ? try overrides.scaled(count, upTo: 100_000) : count,
                    fleets: fleets, secrets: secrets))
        }
        let metrics = Metric.all(applications: applications.map(\.name))
        var expectations: [Expectation] = []
        for draft in draft.expectations {
            expectations.append(try draft.expectation(metrics: metrics))
        }
        self.init(
            name: draft.name, about: draft.about ?? "", seed: overrides.seed ?? draft.seed,
            identities: draft.identities?.plan, fleets: fleets, applications: applications,
            phases: try Self.phases(draft, fleets, overrides: overrides),
            expectations: expectations, drain: draft.drain,
            needsShadows: fleets.contains { $0.model.shadow != nil && !$0.mustBeRefused })
    }

    /// Fleets and applications share one space of names, since phases name either.
    private static func checkNames(_ draft: ScenarioDraft, at place: Place) throws(Problem) {
        guard !draft.fleets.isEmpty || !draft.applications.isEmpty else {
            throw Problem(place, "nobody takes part; write fleets or applications")
        }
        var places: [String: Place] = [:]
        for name in draft.fleets.map(\.name) + draft.applications.map(\.name) {
            if let first = places.updateValue(name.place, forKey: name.value) {
                throw name.problem("\(name.value.inQuotes) is taken; first at \(first)")
            }
        }
        for group in draft.fleets.compactMap(\.group) {
            guard let owner = places[group.value] else { continue }
            throw group.problem("\(group.value.inQuotes) is taken; first at \(owner)")
        }
    }

    private static func fleets(
        _ draft: ScenarioDraft, overrides: Overrides, models: ModelLibrary, secrets: Secrets
    ) throws(Problem) -> [FleetPlan] {
        let identities = draft.identities
        var fleets: [FleetPlan] = []
        for draft in draft.fleets {
            let fleet = try draft.plan(
                FleetDraft.Surroundings(
                    count: try overrides.scaled(draft.count, upTo: mostDevices), models: models,
                    secrets: secrets, identities: identities, fleets: fleets))
            for other in fleets where other.overlaps(fleet) {
                throw (draft.firstID.map { $0.place } ?? draft.name.place).problem(
                    "some devices of \(fleet.name.inQuotes) have the numbers of "
                        + "\(other.name.inQuotes); write another first-id")
            }
            fleets.append(fleet)
            guard fleets.reduce(0, { $0 + $1.count }) <= mostDevices else {
                throw draft.name.problem("with these there are more than \(mostDevices) devices")
            }
        }
        return fleets
    }

    private static func phases(
        _ draft: ScenarioDraft, _ fleets: [FleetPlan], overrides: Overrides
    ) throws(Problem) -> [Phase] {
        guard !draft.phases.value.isEmpty else {
            throw draft.phases.problem("a scenario without phases does nothing; write hold: 20s")
        }
        let parties = PhaseDraft.Parties(draft, fleets)
        var phases: [Phase] = []
        for draft in draft.phases.value {
            var phase = try draft.phase(parties)
            let twins = phases.count {
                $0.name == phase.name || $0.name.hasPrefix(phase.name + " ")
            }
            if twins > 0 { phase.name += " \(twins + 1)" }
            phases.append(phase)
        }
        try overrides.stretch(&phases)
        let total = phases.reduce(Duration.zero) { $0 + $1.duration }
        guard total <= Form<Duration>.longest else {
            throw draft.phases.problem(
                "the phases take \(total.short); at most \(Form<Duration>.longest.short)")
        }
        return phases
    }
}

extension Place {
    fileprivate func problem(_ message: String) -> Problem { Problem(self, message) }
}
