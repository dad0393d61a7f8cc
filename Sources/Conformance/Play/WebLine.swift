import Web

/// A WebSocket whose frames the case writes itself; what comes is taken out of its frames.
struct WebLine: Sendable {
    private var reader = HTTPResponseReader(isUpgrade: true)
    private var stream = WebSocketStream(role: .client, seed: 0)
    /// What the server said to the upgrade.
    private(set) var answer: HTTPResponse?
    /// What the server did against the rules: a sentence.
    private(set) var trouble: String?

    /// Takes what came; returns what the frames carry, and what is owed for them.
    mutating func take(_ bytes: [UInt8]) -> (payload: [UInt8], reply: [UInt8]) {
        var payload: [UInt8] = []
        bytes.withUnsafeBytes { bytes in
            var start = 0
            if answer == nil { start = takeAnswer(bytes) }
            guard answer != nil else { return }
            payload = takeFrames(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        }
        if case .failed(_, let sentence) = stream.ending {
            trouble = "a WebSocket frame that must not be (MQTT-6.0.0-1): \(sentence)"
        }
        return (payload, stream.takeReply())
    }

    private mutating func takeAnswer(_ bytes: UnsafeRawBufferPointer) -> Int {
        do {
            let count = try reader.receive(bytes)
            answer = reader.take()
            return count
        } catch {
            trouble = "\(error)"
            return bytes.count
        }
    }

    private mutating func takeFrames(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var payload = [UInt8](repeating: 0, count: bytes.count)
        let moved = payload.withUnsafeMutableBytes { stream.receive(bytes, into: $0) }
        return Array(payload.prefix(moved.produced))
    }

    /// A packet in a frame of its own; as it is while there is no WebSocket.
    mutating func wrapped(_ bytes: [UInt8]) -> [UInt8] {
        guard answer != nil else { return bytes }
        var output: [UInt8] = []
        bytes.withUnsafeBytes { _ = stream.frame($0, into: &output) }
        return output
    }
}
