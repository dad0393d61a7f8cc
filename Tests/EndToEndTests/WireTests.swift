import Base
import Foundation
import Reports
import Testing

/// The books of a run against a capture of it, to the byte.
@Suite(.serialized) struct WireTests {
    let folder: Workspace

    init() throws {
        folder = try Workspace()
        try folder.write(Ways.scenario, to: "ways.yaml")
    }

    @Test(arguments: [SecureMosquitto.Door.mutualTLS, .webSocket, .mutualWebSocket])
    func `what the books say is what went over the wire`(_ door: SecureMosquitto.Door) throws {
        let mosquitto = try SecureMosquitto(in: folder)
        let wire = try Wire(at: mosquitto.port(door), in: folder)
        let played = try Played(
            Gale.start(
                ["run", "ways.yaml", "--report", "report"] + mosquitto.way(door), in: folder),
            in: folder)
        try wire.end()
        played.expectSuccess()
        played.expectBalance()
        // One connection more than the run has asks whether somebody is there, before it begins.
        let segments = try wire.segments()
        let probe = try #require(segments.map(\.stream).min())
        let payload = try wire.payloadBytes(butOf: probe)
        #expect(try played.movedBytes == Double(payload))
        try expectSegments(
            segments.filter { $0.stream != probe }, of: mosquitto.port(door), played)
    }

    /// The kernel counts segments, and what is in their headers follows from them.
    ///
    /// One segment may come or go where both sides close a connection at once, and selective
    /// acknowledgements and resets have options of their own.
    private func expectSegments(
        _ segments: [Wire.Segment], of port: UInt16, _ played: Played
    ) throws {
        let received = segments.filter { $0.source == port }.count
        let sent = segments.count - received
        #expect(try abs(played["bytes.segmentsSent"] - Double(sent)) <= Ways.links)
        #expect(try abs(played["bytes.segmentsReceived"] - Double(received)) <= Ways.links)
        let headerBytes = Double(segments.reduce(0) { $0 + $1.headerBytes })
        let difference = try played["bytes.tcpIP"] - headerBytes
        #expect(abs(difference) < 0.02 * headerBytes, "\(headerBytes) bytes of headers")
        // They were counted, not estimated.
        #expect(played.report["bytes"]?["estimated"]?.array?.isEmpty ?? true)
    }
}
