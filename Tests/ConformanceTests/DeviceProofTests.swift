import Conformance
import MQTT
import Reports
import Testing

/// Every check of clients passes gale's own sessions, and complains of some spoilt one.
@Suite struct DeviceProofTests {
    @Test(arguments: Version.allCases)
    func `gale's own sessions pass all that their version can be checked for`(_ version: Version) {
        for tally in DeviceRehearsal.play(version) {
            guard tally.check.level(in: version) != nil else { continue }
            #expect(
                tally.verdict == .passed,
                "\(tally.check.id): \(tally.verdict), \(tally.detail)\n\(tally.transcript.joined(separator: "\n"))"
            )
        }
    }

    @Test func `each check complains of a flaw, and no flaw survives`() {
        let proof = DeviceProof()
        #expect(proof.unproved.map(\.id) == [])
        #expect(proof.survivors == [])
    }
}
