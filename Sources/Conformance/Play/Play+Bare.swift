import Base
import MQTT
import ReferenceBroker
import Reports
package import Web

/// How a case that writes its own WebSocket frames asks for the WebSocket.
package struct WebDoor: Sendable {
    package var host: String
    package var path: String
    /// What HTTP says besides what it must.
    package var fields: [HTTPField]

    package init(host: String = "localhost", path: String = "/mqtt", fields: [HTTPField] = []) {
        self.host = host
        self.path = path
        self.fields = fields
    }
}

/// Moves below and beside MQTT's own conversation.
extension Play {
    /// Any 16 bytes will do.
    private static let key = Array("gale conformance".utf8)

    /// Asks for a WebSocket, and waits for one whose sub-protocol is `mqtt`.
    mutating func upgrade(
        _ number: Int, _ offers: [String], at now: Instant, into actions: inout [Action]
    ) -> Bool {
        if !isWaiting {
            isWaiting = true
            let request = WebSocketHandshake.request(
                host: names.door.host, path: names.door.path, key: Self.key, protocols: offers,
                headers: names.door.fields)
            post(request, on: number, at: now, into: &actions)
        }
        let wanted = "a WebSocket with the sub-protocol mqtt"
        guard let answer = lines[number].web?.answer else {
            let latest = since + patience.answer
            if lines[number].state == .closed || now >= latest {
                end(.failed, expected: wanted, got: lines[number].soFar, at: now)
            }
            deadline = latest
            return false
        }
        do {
            try WebSocketHandshake.check(
                answer.head, body: answer.body, key: Self.key, protocols: ["mqtt"])
            return true
        } catch {
            end(.failed, expected: wanted, got: "\(error)", at: now)
            return false
        }
    }

    /// Answers the last challenge with what it asks for.
    mutating func solve(
        _ number: Int, _ reason: ReasonCode, _ method: String, at now: Instant,
        into actions: inout [Action]
    ) -> Bool {
        guard let challenge = lines[number].challenge else {
            end(.inconclusive, expected: "a challenge to answer", got: "none", at: now)
            return false
        }
        let properties = Properties([
            .authenticationMethod(method),
            .authenticationData(Challenge.answer(to: challenge)),
        ])
        let auth = Packet.auth(Auth(reason: reason, properties: properties))
        send(auth.encoded(subject.version), on: number, at: now, into: &actions)
        return true
    }
}
