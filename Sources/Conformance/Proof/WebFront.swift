import ReferenceBroker
import Web

/// The server's side of a WebSocket, before the broker of a rehearsal.
struct WebFront {
    private let mutant: Mutant?
    private var reader = HTTPRequestReader(maximumBodyBytes: 0)
    private var stream: WebSocketStream?
    private var reply: [UInt8] = []
    private(set) var isOver = false

    init(_ mutant: Mutant?) { self.mutant = mutant }

    /// Takes what came; returns what frames carry.
    mutating func take(_ bytes: [UInt8]) -> [UInt8] {
        guard stream != nil else {
            open(bytes)
            return []
        }
        var bytes = bytes
        if bytes.first == 0x81, mutant == .passesOverTextFrames { return [] }
        if bytes.first == 0x81, mutant == .takesTextFrames { bytes[0] = 0x82 }
        var payload = [UInt8](repeating: 0, count: bytes.count)
        let moved = bytes.withUnsafeBytes { source in
            payload.withUnsafeMutableBytes { stream!.receive(source, into: $0) }
        }
        reply += stream!.takeReply()
        isOver = stream!.ending != nil
        return Array(payload.prefix(moved.produced))
    }

    private mutating func open(_ bytes: [UInt8]) {
        do {
            _ = try bytes.withUnsafeBytes { bytes throws(WebError) in try reader.receive(bytes) }
            guard let request = reader.take() else { return }
            let answer = try WebSocketHandshake.accept(request.head, protocols: ["mqtt"])
            reply += misspelt(answer)
            stream = WebSocketStream(role: .server, seed: 0)
        } catch let rejection as WebSocketHandshake.Rejection {
            reply += rejection.response
            isOver = true
        } catch {
            isOver = true
        }
    }

    private func misspelt(_ answer: [UInt8]) -> [UInt8] {
        let field = "Sec-WebSocket-Protocol: mqtt\r\n"
        let other: String
        switch mutant {
        case .selectsOldSubprotocol: other = "Sec-WebSocket-Protocol: mqttv3.1\r\n"
        case .selectsNoSubprotocol: other = ""
        default: return answer
        }
        let text = String(decoding: answer, as: UTF8.self)
        return Array(text.replacing(field, with: other).utf8)
    }

    mutating func takeReply() -> [UInt8] {
        defer { reply = [] }
        return reply
    }

    /// A packet in a frame of its own.
    mutating func wrapped(_ bytes: [UInt8]) -> [UInt8] {
        guard stream != nil else { return bytes }
        var frame: [UInt8] = []
        bytes.withUnsafeBytes { _ = stream!.frame($0, into: &frame) }
        if mutant == .sendsTextFrames { frame[0] = 0x81 }
        return frame
    }
}
