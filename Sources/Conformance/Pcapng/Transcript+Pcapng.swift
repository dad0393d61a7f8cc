import Base

extension Transcript {
    /// The conversation as a capture for Wireshark or tshark.
    ///
    /// MQTT in TCP segments that are made up: one connection of 127.0.0.1 to port 1883 for each
    /// that a peer opened.
    ///
    /// What TLS, WebSocket and the network made of it is not in there.
    ///
    /// - Parameters:
    ///   - name: of the case.
    ///   - epochNanoseconds: the wall clock at `Instant.zero`, since the beginning of 1970.
    ///   - application: what made it, such as `gale 1.0`.
    package func pcapng(
        named name: String, epochNanoseconds: Int64, application: String
    ) -> [UInt8] {
        var file = PcapngFile(
            comment: "\(name): what gale's peers and the broker said, in TCP segments made up "
                + "around it.",
            application: application)
        var tales: [Peer: TCPTale] = [:]
        var port: UInt16 = 50_000
        for line in lines {
            var comment: String?
            let segments: [[UInt8]]
            switch line.event {
            case .opened:
                port &+= 1
                tales[line.peer] = TCPTale(clientPort: port)
                comment = "\(line.peer) opens a connection"
                segments = tales[line.peer]!.open()
            case .sent(let bytes):
                segments = tales[line.peer]?.say(bytes, by: .client) ?? []
            case .received(let bytes):
                segments = tales[line.peer]?.say(bytes, by: .broker) ?? []
            case .closed:
                comment = "the broker closes the connection of \(line.peer)"
                segments = tales[line.peer]?.close(by: .broker) ?? []
            case .cut:
                comment = "\(line.peer) ends its connection"
                segments = tales[line.peer]?.close(by: .client) ?? []
            }
            let time = UInt64(max(0, epochNanoseconds &+ line.at.nanoseconds))
            for (index, segment) in segments.enumerated() {
                file.add(segment, at: time, comment: index == 0 ? comment : nil)
            }
        }
        return file.bytes
    }
}
