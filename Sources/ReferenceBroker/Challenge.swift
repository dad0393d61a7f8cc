import MQTT

/// The one Authentication Method that the broker knows (5.0 §4.12): the client says backwards what
/// the server made up.
///
/// It proves nothing, and is there so that an enhanced authentication can be tried.
package enum Challenge {
    package static let method = "GALE-CHALLENGE"

    /// What a client is to answer.
    package static func answer(to challenge: [UInt8]) -> [UInt8] { challenge.reversed() }
}

/// A challenge that waits for its answer.
///
/// A class, so that it takes eight bytes of each connection that has none.
final class PendingChallenge: Sendable {
    let nonce: [UInt8]
    /// The CONNECT that began it; nil where a connection that stands is authenticated anew.
    let connect: Connect?

    init(nonce: [UInt8], connect: Connect?) {
        self.nonce = nonce
        self.connect = connect
    }
}
