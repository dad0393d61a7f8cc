package import ReferenceBroker
import Reports

/// All cases against all mutants: whether each check can fail, and who kills whom.
package struct Proof: Sendable {
    package let cases: [Case]
    package let mutants: [Mutant]
    /// By case: the mutants that it fails, in their order.
    package let kills: [[Mutant]]
    /// Cases that the faithful broker does not pass, and why.
    package let accused: [(subject: Case, detail: String)]

    /// Plays everything, on the calling thread.
    package init(
        _ cases: [Case] = Chapter.cases(), mutants: [Mutant] = Mutant.allCases
    ) {
        self.cases = cases
        self.mutants = mutants
        accused = cases.compactMap { subject in
            let outcome = Rehearsal.play(subject)
            return outcome.verdict == .passed ? nil : (subject, outcome.detail)
        }
        kills = cases.map { subject in
            mutants.filter { Rehearsal.play(subject, mutant: $0).verdict == .failed }
        }
    }

    /// Mutants that no case fails.
    package var survivors: [Mutant] {
        let killed = Set(kills.joined())
        return mutants.filter { !killed.contains($0) }
    }

    /// Cases that fail no mutant that breaks their rule.
    package var unproved: [Case] {
        zip(cases, kills).filter { subject, kills in
            !subject.provedBy.contains(where: kills.contains)
        }.map(\.0)
    }
}
