import Base
import Crypto
import Measures
import Web

/// A stream of HTTP becomes a WebSocket.
extension LayeredNetwork {
    /// Takes what belongs to the upgrade; returns how many bytes that were.
    mutating func takeUpgrade(
        _ bytes: UnsafeRawBufferPointer, _ number: Int, _ stack: Stack
    ) -> Int {
        let count: Int
        do {
            switch stack.upgrade! {
            case .client(let key, var reader):
                count = try reader.receive(bytes)
                stack.upgrade = .client(key: key, reader)
                guard let response = reader.take() else { break }
                try WebSocketHandshake.check(response.head, body: response.body, key: key)
                becomeWebSocket(number, stack, .client)
            case .server(var reader):
                count = try reader.receive(bytes)
                stack.upgrade = .server(reader)
                guard let request = reader.take() else { break }
                try answer(request.head, number, stack)
            }
        } catch let rejection as WebSocketHandshake.Rejection {
            sendUpgrade(rejection.response, number, stack)
            return giveUp(bytes.count, number, stack, rejection.sentence)
        } catch {
            return giveUp(bytes.count, number, stack, "\(error)")
        }
        ledger.enter(count, to: .webSocketUpgrade, .received)
        return count
    }

    private mutating func giveUp(
        _ count: Int, _ number: Int, _ stack: Stack, _ why: String
    ) -> Int {
        ledger.enter(count, to: .webSocketUpgrade, .received)
        fail(number, stack, LinkError(.webSocket, "\(name(of: stack)): \(why)"))
        return count
    }

    private mutating func answer(
        _ request: HTTPRequest.Head, _ number: Int, _ stack: Stack
    ) throws(WebSocketHandshake.Rejection) {
        let path = stack.endpoint.path.prefix { $0 != "?" }
        let response = try WebSocketHandshake.accept(request, paths: [String(path)])
        if let admission {
            if let rejection = admission(request, stack.endpoint) { throw rejection }
            stack.request = request
        }
        sendUpgrade(response, number, stack)
        becomeWebSocket(number, stack, .server)
    }

    private mutating func sendUpgrade(_ bytes: [UInt8], _ number: Int, _ stack: Stack) {
        ledger.enter(bytes.count, to: .webSocketUpgrade, .sent)
        bytes.withUnsafeBytes { _ = sendSecured(number, stack, $0) }
    }

    private mutating func becomeWebSocket(
        _ number: Int, _ stack: Stack, _ role: WebSocketStream.Role
    ) {
        stack.upgrade = nil
        stack.web = WebSocketStream(role: role, seed: random.next())
        becomeReady(number, stack)
    }
}
