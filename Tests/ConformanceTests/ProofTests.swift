import Conformance
import ReferenceBroker
import Reports
import Testing

/// Every case passes a broker that obeys, and fails each one that breaks its rule.
@Suite struct ProofTests {
    static let cases = Chapter.cases()

    @Test(arguments: cases)
    func `the faithful broker passes`(_ subject: Case) {
        let outcome = Rehearsal.play(subject)
        #expect(outcome.verdict == .passed, "\(subject.id): \(outcome.detail)")
    }

    @Test(arguments: cases)
    func `a mutant that breaks its rule is caught`(_ subject: Case) {
        let caught = subject.provedBy.filter {
            Rehearsal.play(subject, mutant: $0).verdict == .failed
        }
        #expect(!caught.isEmpty, "\(subject.id) can fail none of \(subject.provedBy)")
    }

    @Test
    func `every mutant that a case names is caught by it in one version at least`() {
        var cases: [String: [Case]] = [:]
        for subject in Self.cases {
            cases[String(subject.id.drop { $0 != "/" }), default: []].append(subject)
        }
        for (name, versions) in cases {
            for mutant in versions[0].provedBy {
                let isCaught = versions.contains {
                    Rehearsal.play($0, mutant: mutant).verdict == .failed
                }
                #expect(isCaught, "\(mutant.name) got away from \(name)")
            }
        }
    }

    @Test(arguments: Mutant.allCases)
    func `no mutant lives without a hunter`(_ mutant: Mutant) {
        let hunted = Self.cases.contains { $0.provedBy.contains(mutant) }
        #expect(hunted, "\(mutant.name) is named by no case")
    }

    /// A broker with a mutant takes other ways through its own code; they must lead to the same.
    ///
    /// This one's deed lies before the broker.
    @Test
    func `a mutant breaks nothing but its rule`() {
        let mutant = Mutant.selectsOldSubprotocol
        for subject in Self.cases where !subject.needs.contains(.webSocket) {
            let outcome = Rehearsal.play(subject, mutant: mutant)
            #expect(outcome.verdict == .passed, "\(subject.id): \(outcome.detail)")
        }
    }

    @Test
    func `no two cases bear the same name`() {
        #expect(Set(Self.cases.map(\.id)).count == Self.cases.count)
    }
}
