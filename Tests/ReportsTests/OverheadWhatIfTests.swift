import Base
import Testing

@testable import Reports

/// What a change would save follows from the lengths of the specification.
@Suite struct OverheadWhatIfTests {
    typealias WhatIf = OverheadReport.WhatIf

    static let row = OverheadReport.sample.row(.mqtts, qos: 1)!

    @Test func `an alias takes the place of the topic`() {
        let alias = WhatIf.topicAlias(Self.row, payload: 50, topic: 20)
        #expect(alias.saved == 17 && alias.per == .message && alias.basis == .computed)
        let old = WhatIf.topicAlias(Self.row, payload: 50, topic: 20, version5: false)
        #expect(old.saved == 16, "3.1.1 has no byte that counts properties")
        #expect(WhatIf.topicAlias(Self.row, payload: 50, topic: 2).saved == -1)
    }

    @Test(arguments: [(50, 20, 6, 14.0), (110, 20, 6, 15), (16_370, 20, 6, 15), (50, 6, 6, 0)])
    func `a shorter topic may shorten the length as well`(
        payload: Int, topic: Int, shorter: Int, saved: Double
    ) {
        let change = WhatIf.shorterTopic(
            Self.row, payload: payload, topic: topic, shorter: shorter)
        #expect(change.saved == saved)
        #expect(change.before == Self.row.bytes?.total)
    }

    @Test func `twenty times the Keep Alive is a twentieth of the pings`() {
        let change = WhatIf.longerKeepAlive(Self.row, .seconds(1200))
        #expect(change.before == 204 * 1440 && change.after == 204 * 72)
        #expect(change.per == .day && change.detail == "20 min for 60 s")
    }

    @Test func `what is not known saves nothing that is known`() {
        let bare = OverheadReport.Row(.mqtts, qos: 1)
        let changes = [
            WhatIf.topicAlias(bare, payload: 50, topic: 20),
            .longerKeepAlive(bare, .seconds(1200)), .sessionResumption(bare, resumed: nil),
            .sessionResumption(Self.row, resumed: nil),
        ]
        #expect(changes.allSatisfy { $0.saved == nil })
    }

    @Test func `nothing keeps an HTTP connection open, and that costs nothing`() {
        let idle = OverheadReport.Idle.silent
        #expect(idle.bytesPerDay == 0 && !idle.note.isEmpty)
        let pinged = OverheadReport.Idle(keepAlive: .seconds(60), bytesPerPing: nil)
        #expect(pinged.bytesPerDay == nil && pinged.note.isEmpty)
    }

    @Test func `a session that is resumed was measured`() {
        let change = WhatIf.sessionResumption(
            Self.row, resumed: .init(mqtt: 62, tlsHandshake: 800, tcpIP: 700))
        #expect(change.basis == .measured && change.per == .connection)
        #expect(change.saved == 1942)
    }
}
