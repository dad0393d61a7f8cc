import Base
import Conformance
import MQTT
import Testing

/// What a person, and Wireshark, are shown of a case.
@Suite struct TranscriptTests {
    /// A broker that refuses the greeting and hangs up.
    private func refused() throws -> (transcript: Transcript, began: Instant) {
        var play = Play(.greeting(.v3_1_1), topic: "t", clients: "c")
        var actions: [Play.Action] = []
        play.begin(at: .zero + .seconds(1), into: &actions)
        play.connected(0, at: .zero + .milliseconds(1001), into: &actions)
        play.receive([0x20, 2, 0, 5], on: 0, at: .zero + .milliseconds(1002), into: &actions)
        return (try #require(play.outcome).transcript, play.began)
    }

    @Test func `each byte stands beside what it is`() throws {
        let (transcript, began) = try refused()
        #expect(
            transcript.text(.v3_1_1, since: began) == [
                "0.0 s client: connection opened",
                "0.001 s client → CONNECT “c0”",
                "    10                       CONNECT",
                "    0E                       14 bytes follow",
                "    00 04 4D 51 54 54        Protocol Name: “MQTT”",
                "    04                       Protocol Version: 3.1.1",
                "    02                       Connect Flags: Clean Session",
                "    00 00                    Keep Alive: 0 s",
                "    00 02 63 30              Client Identifier: “c0”",
                "0.002 s client ← CONNACK 0x05",
                "    20                       CONNACK",
                "    02                       2 bytes follow",
                "    00                       Session Present: 0",
                "    05                       not authorized (0x05)",
            ])
    }

    @Test func `long fields take several rows`() {
        var transcript = Transcript()
        let publish = Publish(topic: "a", payload: Array(repeating: 7, count: 300))
        transcript.add(
            .sent(Packet.publish(publish).encoded(.v5)), of: "client", at: .zero)
        let lines = transcript.text(.v5, since: .zero)
        #expect(lines.contains("    00 01 61                 Topic Name: “a”"))
        #expect(lines.contains("    07 07 07 07 07 07 07 07  Application Message: 249 bytes"))
        #expect(lines.last == "    … 51 bytes more")
    }

    /// The blocks of a pcapng file: type and body.
    private func blocks(of file: [UInt8]) -> [(type: UInt32, body: ArraySlice<UInt8>)] {
        var blocks: [(UInt32, ArraySlice<UInt8>)] = []
        var position = 0
        while position + 12 <= file.count {
            let length = Int(number(file[(position + 4)...]))
            blocks.append(
                (number(file[position...]), file[position + 8..<position + length - 4]))
            #expect(number(file[(position + length - 4)...]) == length && length % 4 == 0)
            position += length
        }
        #expect(position == file.count)
        return blocks
    }

    private func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    @Test func `a capture holds the conversation at its instants`() throws {
        let (transcript, _) = try refused()
        let epoch: Int64 = 1_700_000_000_000_000_000
        let file = transcript.pcapng(
            named: "case", epochNanoseconds: epoch, application: "gale")
        let blocks = blocks(of: file)
        #expect(blocks.map(\.type) == [0x0A0D_0D0A, 1, 6, 6, 6, 6, 6])
        let connack = try #require(blocks.last).body
        let base = connack.startIndex
        let time =
            UInt64(number(connack[(base + 4)...])) << 32 | UInt64(number(connack[(base + 8)...]))
        #expect(time == UInt64(epoch) + 1_002_000_000)
        #expect(number(connack[(base + 12)...]) == 44)
        #expect(Array(connack[(base + 20 + 40)..<(base + 64)]) == [0x20, 2, 0, 5])
    }
}
