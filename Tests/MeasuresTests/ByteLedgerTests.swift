import Base
import Measures
import Testing

@Suite struct ByteLedgerTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `the books balance when each layer enters what it added`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var books = [ByteLedger(), ByteLedger()]
        for _ in 0..<500 {
            let loop = random.below(2)
            let direction = ByteLedger.Direction.allCases[random.below(2)]
            var packet = 0
            for account in ByteLedger.Account.allCases {
                let bytes = random.below(200)
                books[loop].enter(bytes, to: account, direction)
                packet += bytes
            }
            #expect(books[loop].unexplained == -packet, "seed \(seed)")
            books[loop].socketMoved(packet, direction, over: .ipv4)
            #expect(books[loop].unexplained == 0, "seed \(seed)")
        }
        var both = books[0]
        both.merge(books[1])
        var turned = books[1]
        turned.merge(books[0])
        #expect(both == turned && both.unexplained == 0, "seed \(seed)")
        #expect(both.moved == books[0].moved + books[1].moved, "seed \(seed)")
        #expect(both.moved == ByteLedger.Account.allCases.map { both[$0] }.reduce(0, +))
    }

    @Test func `a byte that nobody entered shows`() {
        var ledger = ByteLedger()
        ledger.enter(10, to: .payload, .sent)
        ledger.socketMoved(12, .sent, over: .ipv4)
        #expect(ledger.unexplained == 2)
        #expect(ledger[.payload] == 10 && ledger[.payload, .received] == 0)
        #expect(ledger.moved(.sent) == 12 && ledger.moved(.received) == 0)
    }

    @Test(arguments: [
        (TCPIPModel.ipv4, 0, 0), (.ipv4, 1, 78), (.ipv4, 1448, 78), (.ipv4, 1449, 156),
        (.ipv6, 1, 108), (.ipv6, 14_480, 1080),
    ])
    func `segments cost a header and half an acknowledgement`(
        model: TCPIPModel, bytes: Int, estimate: Int
    ) {
        #expect(model.bytes(toMove: bytes) == estimate)
    }

    @Test func `a connection is three segments to open and four to close`() {
        var ledger = ByteLedger()
        ledger.connectionOpened(over: .ipv4)
        #expect(ledger.tcpIP == 7 * 52)
        ledger.connectionOpened(over: .ipv6)
        #expect(ledger.tcpIP == 7 * 52 + 7 * 72 && ledger.total == ledger.tcpIP)
    }

    @Test func `figures are per message and per device and day`() {
        var ledger = ByteLedger()
        ledger.enter(86_400, to: .payload, .sent)
        ledger.socketMoved(86_400, .sent, over: .ipv4)
        let figures = TrafficFigures(
            of: ledger, messages: 100, devices: 2, duration: .seconds(3600))
        #expect(figures.perMessage == 864)
        #expect(figures.perDeviceDay == 86_400.0 * 24 / 2)
        #expect(figures.perMessageTCPIP == (86_400.0 + 60 * 78) / 100)
        let none = TrafficFigures(of: ledger, messages: 0, devices: 2, duration: .zero)
        #expect(none.perMessage == nil && none.perDeviceDayTCPIP == nil)
    }
}
