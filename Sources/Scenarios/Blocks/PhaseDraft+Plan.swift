import YAML

extension PhaseDraft {
    /// Whom a phase may name.
    struct Parties {
        let fleets: [String]
        /// The fleets of each group.
        let groups: [String: [String]]
        let applications: [ApplicationDraft]
        let plans: [FleetPlan]

        init(_ draft: ScenarioDraft, _ plans: [FleetPlan]) {
            self.plans = plans
            fleets = draft.fleets.map(\.name.value)
            groups = draft.fleets.reduce(into: [:]) { groups, fleet in
                if let group = fleet.group?.value {
                    groups[group, default: []].append(fleet.name.value)
                }
            }
            applications = draft.applications
        }

        func plan(_ fleet: String) -> FleetPlan? { plans.first { $0.name == fleet } }
    }

    func phase(_ parties: Parties) throws(Problem) -> Phase {
        let deed = deeds[0].value
        let kind = deed.kind
        let who =
            kind == .command
            ? [] : try deed.checkedWho(parties, butFleets: kind == .cut || kind == .reconnect)
        if deed.cut.disconnect, !deed.cut.at.isEmpty {
            throw deeds[0].problem(
                "a link that goes at a packet sends no DISCONNECT; leave out disconnect or at")
        }
        let plan: Phase.Deed =
            switch kind {
            case .ramp: .ramp
            case .hold: .hold
            case .burst: .burst(messages: deed.messages)
            case .cut: .cut(deed.cut)
            case .reconnect: .reconnect
            case .command: try deed.givenCommand(parties)
            case .rotate: .rotate
            case .expire: .expire(after: deed.after)
            case .revoke: .revoke
            case .probe: .probe
            }
        return Phase(
            name: name ?? kind.rawValue, deed: plan, duration: try deed.length,
            who: kind.isAboutIdentities ? try deeds[0].fit(of: who, parties) : who,
            share: deed.share)
    }
}

extension PhaseDraft.Deed {
    fileprivate func checkedWho(
        _ parties: PhaseDraft.Parties, butFleets mayNameApplications: Bool
    ) throws(Problem) -> [String] {
        let applications = parties.applications.map(\.name.value)
        for name in who
        where !parties.fleets.contains(name.value) && parties.groups[name.value] == nil {
            guard mayNameApplications else {
                if applications.contains(name.value) {
                    throw name.problem(
                        "\(name.value.inQuotes) is an application; \(kind.phrase) is for fleets"
                    )
                }
                throw .unknown(name.value, at: name.place, isNo: "fleet", among: parties.fleets)
            }
            guard applications.contains(name.value) else {
                throw .unknown(
                    name.value, at: name.place, isNo: "fleet or application",
                    among: parties.fleets + applications)
            }
        }
        if [.burst, .cut, .reconnect].contains(kind) {
            for name in who where parties.plan(name.value)?.mustBeRefused == true {
                throw name.problem(
                    "the devices of \(name.value.inQuotes) must be refused; "
                        + "\(kind.phrase) is for those that are let in")
            }
        }
        return who.flatMap { parties.groups[$0.value] ?? [$0.value] }
    }

    fileprivate func givenCommand(_ parties: PhaseDraft.Parties) throws(Problem) -> Phase.Deed {
        guard let giver = parties.applications.first(where: { $0.name.value == by.value }) else {
            throw .unknown(
                by.value, at: by.place, isNo: "application",
                among: parties.applications.map(\.name.value))
        }
        let titles = giver.commands.map(\.title.value)
        guard let index = titles.firstIndex(of: command.value) else {
            throw .unknown(
                command.value, at: command.place, isNo: "command of \"\(by.value)\"",
                among: titles)
        }
        guard titles.lastIndex(of: command.value) == index else {
            throw command.problem(
                "\"\(by.value)\" has two commands of this name; give each a name of its own")
        }
        return .command(by: by.value, index: index)
    }
}
