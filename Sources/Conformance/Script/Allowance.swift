/// What a broker may do though it is not what a statement says: behind the verdict `tolerated`.
package struct Allowance: Sendable {
    /// As cases name it: `A7`, or the words or the section of the standard that leave it open.
    package let name: String
    /// What the standard's letter says against it: `may` where it leaves the matter open.
    package let against: Case.Level
    /// One sentence.
    package let says: String

    /// Every one that a case or a profile may name.
    package static let all: [Allowance] = [
        Allowance(
            name: "A1", against: .must,
            says: "A protocol level that there is not may be answered in the form of 5.0, or by "
                + "closing alone."),
        Allowance(
            name: "A3", against: .must,
            says: "A CONNECT that breaks the rules may be refused by a CONNACK before the "
                + "connection is closed."),
        Allowance(
            name: "A4", against: .should,
            says: "Before it closes for an error a server should say why, but need not; and it may "
                + "say it by DISCONNECT where CONNACK was due."),
        Allowance(
            name: "A5", against: .may,
            says: "A Topic Filter that there cannot be may be refused in the acknowledgement, with "
                + "the connection kept."),
        Allowance(
            name: "A6", against: .must,
            says: "A Topic Filter that there cannot be may be refused in the SUBACK of 3.1.1."),
        Allowance(
            name: "A7", against: .must,
            says:
                "A PUBLISH to a Topic Name with a wildcard may be refused in its acknowledgement, "
                + "as long as nobody gets it."),
        Allowance(
            name: "A8", against: .must,
            says: "DUP at QoS 0 has no reaction of its own: it may be ignored."),
        Allowance(
            name: "A16", against: .should,
            says: "A retained message of QoS 0 may be dropped at any time; the one before it is "
                + "gone all the same."),
        Allowance(
            name: "A22", against: .may,
            says: "A Client Identifier of more than 23 bytes, or of other characters than letters "
                + "and digits, may be refused."),
        Allowance(
            name: "A27", against: .may,
            says: "A PUBREL whose Packet Identifier is unknown may be answered as if it were not."),
        Allowance(
            name: "A30", against: .must,
            says: "In 3.1.1 a take-over need not publish the Will of the old client."),
        Allowance(
            name: "A36", against: .may,
            says: "A server may keep a session for another time than it was asked to, and says so "
                + "in CONNACK."),
        Allowance(
            name: "A40", against: .may,
            says: "A Response Topic with a wildcard may be passed on unlooked at."),
        Allowance(
            name: "3.1.4-2", against: .may, says: "A server may make further checks of a CONNECT."),
        Allowance(
            name: "4.12", against: .may,
            says: "A server that knows the authentication method goes on with its challenge."),
        Allowance(name: "MAY", against: .may, says: "The standard leaves it to the server."),
        Allowance(
            name: "SHOULD", against: .should,
            says: "The standard recommends the other, and does not demand it."),
    ]
}

extension Case {
    /// The names of allowances that its reactions give.
    package var allowances: Set<String> {
        var names: Set<String> = []
        for case .await(_, let reactions, _) in (given + then).flatMap(\.flat) {
            names.formUnion(reactions.compactMap(\.allowance))
        }
        return names
    }
}
