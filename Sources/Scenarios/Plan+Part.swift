import Devices

extension Plan {
    /// Why a plan cannot be played in these parts, in a sentence for a person.
    package struct PartMistake: Error, Equatable {
        package let message: String
    }

    /// The names of the fleets, then of the applications: who takes part.
    package var cast: [String] {
        var seen: Set<String> = []
        return (fleets.map(\.name) + applications.map(\.name)).filter { seen.insert($0).inserted }
    }

    /// The names that `words` choose; `turbine*` means every name that begins so.
    ///
    /// What one gale must see from both ends to judge it is not torn apart: commands and their
    /// answers, Wills, shadows.
    ///
    /// - Throws: ``PartMistake`` for a name that nobody bears, and for what cannot be torn apart.
    package func part(_ words: [String]) throws(PartMistake) -> Set<String> {
        var chosen: Set<String> = []
        for word in words {
            let names =
                word.hasSuffix("*")
                ? cast.filter { $0.hasPrefix(word.dropLast()) } : cast.filter { $0 == word }
            guard !names.isEmpty else {
                throw PartMistake(
                    message: "--only: nobody is called “\(word)”; there are \(cast.briefly)")
            }
            chosen.formUnion(names)
        }
        guard chosen.count < cast.count else { return chosen }
        guard !needsShadows else {
            throw PartMistake(message: "--only: a plan with shadows is played by one gale alone")
        }
        if case .made = identities?.source {
            throw PartMistake(
                message: "--only: identities that are made for a run are known to one gale alone; "
                    + "take them from a file of gale provision")
        }
        for application in applications {
            let isHere = chosen.contains(application.name)
            let fleets = Set(application.commands.map(\.fleet))
            for fleet in fleets.sorted() where chosen.contains(fleet) != isHere {
                throw PartMistake(
                    message: "--only: \(application.name) commands \(fleet); "
                        + "let one gale play both, so that it can time the answers")
            }
            guard application.watchesWills else { continue }
            for fleet in self.fleets
            where fleet.model.will != nil && chosen.contains(fleet.name) != isHere {
                throw PartMistake(
                    message: "--only: \(application.name) watches for the Wills of \(fleet.name); "
                        + "let one gale play both, so that it knows which are owed")
            }
        }
        return chosen
    }

    /// What is left of the plan with these names alone, to foretell what they need.
    package func only(_ names: Set<String>) -> Plan {
        var plan = self
        plan.fleets.removeAll { !names.contains($0.name) }
        plan.applications.removeAll { !names.contains($0.name) }
        return plan
    }
}

extension [String] {
    /// The first of many names, for a sentence.
    package var briefly: String {
        let most = 8
        guard count > most else { return joined(separator: ", ") }
        return prefix(most).joined(separator: ", ") + " and \(count - most) more"
    }
}
