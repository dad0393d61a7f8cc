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
            books[loop].socketMoved(packet, direction)
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
        ledger.socketMoved(12, .sent)
        #expect(ledger.unexplained == 2)
        #expect(ledger[.payload] == 10 && ledger[.payload, .received] == 0)
        #expect(ledger.moved(.sent) == 12 && ledger.moved(.received) == 0)
    }

    @Test(arguments: [
        (TCPIPModel.ipv4, 0, 0, 0), (.ipv4, 1, 1, 78), (.ipv4, 1448, 1, 78), (.ipv4, 1449, 1, 156),
        (.ipv6, 1, 1, 108), (.ipv6, 14_480, 1, 1080), (.ipv4, 100, 7, 7 * 78),
    ])
    func `segments cost a header and half an acknowledgement`(
        model: TCPIPModel, bytes: Int, transfers: Int, estimate: Int
    ) {
        #expect(model.bytes(toMove: bytes, in: transfers) == estimate)
    }

    @Test func `a connection is three segments to open and four to close`() {
        var ledger = ByteLedger()
        ledger.segmentsEstimated(connections: 1, transfers: 0, moving: 0, over: .ipv4)
        #expect(ledger.tcpIP == 7 * 52)
        ledger.segmentsEstimated(connections: 1, transfers: 0, moving: 0, over: .ipv6)
        #expect(ledger.tcpIP == 7 * 52 + 7 * 72 && ledger.total == ledger.tcpIP)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `all accounts at once are what each by itself is`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var (single, together) = (ByteLedger(), ByteLedger())
        for _ in 0..<50 {
            let direction = ByteLedger.Direction.allCases[random.below(2)]
            let it = ByteLedger.Account.allCases.map { _ in random.below(1000) }
            for (account, bytes) in zip(ByteLedger.Account.allCases, it) {
                single.enter(bytes, to: account, direction)
            }
            together.enter(
                payload: it[0], topic: it[1], mqtt: it[2], acknowledgements: it[3],
                keepAlive: it[4], direction)
            together.enter(
                webSocket: it[5], webSocketUpgrade: it[6], http: it[7], tlsRecords: it[8],
                tlsHandshake: it[9], direction)
            let sum = it.reduce(0, +)
            single.socketMoved(sum / 3, direction)
            together.socketMoved(sum, direction)
            single.socketMoved(sum - sum / 3, direction)
        }
        #expect(single == together && single.unexplained == 0, "seed \(seed)")
        #expect(single.total == single.moved && !single.isTCPIPEstimated, "seed \(seed)")
    }

    @Test(arguments: ByteLedger.Account.allCases)
    func `an account takes from no other`(_ account: ByteLedger.Account) {
        var ledger = ByteLedger()
        ledger.enter(7, to: account, .received)
        ledger.enter(5, to: account, .sent)
        for other in ByteLedger.Account.allCases {
            #expect(ledger[other, .received] == (other == account ? 7 : 0))
            #expect(ledger[other, .sent] == (other == account ? 5 : 0))
        }
        #expect(ledger.unexplained == -12)
    }

    @Test func `links that were counted and links that were estimated add up`() {
        let reading = SegmentReading(network: .ipv4, segmentsOut: 5, segmentsIn: 4)
        var ledger = ByteLedger()
        var counts = SegmentCounts()
        counts.add(reading, ending: .closed)
        ledger.segmentsCounted(counts)
        #expect(ledger.tcpIP == (7 + 5) * 52 + 16 && !ledger.isTCPIPEstimated)
        var other = ByteLedger()
        other.segmentsEstimated(connections: 1, transfers: 0, moving: 0, over: .ipv4)
        #expect(other.isTCPIPEstimated)
        ledger.merge(other)
        #expect(ledger.tcpIP == (7 + 5) * 52 + 16 + 7 * 52 && ledger.isTCPIPEstimated)
        #expect(ledger.segments.connections == 1 && ledger.unexplained == 0)
    }

    @Test func `what was entered and never left is no gap in the books`() {
        var ledger = ByteLedger()
        ledger.enter(30, to: .mqtt, .sent)
        ledger.socketMoved(20, .sent)
        #expect(ledger.unexplained == -10)
        ledger.neverLeft(10)
        #expect(ledger.unexplained == 0 && ledger.moved == 20)
    }

    @Test func `figures are per message and per device and day`() {
        var ledger = ByteLedger()
        ledger.enter(86_400, to: .payload, .sent)
        ledger.socketMoved(86_400, .sent)
        ledger.segmentsEstimated(connections: 0, transfers: 1, moving: 86_400, over: .ipv4)
        let figures = TrafficFigures(
            of: ledger, messages: 100, devices: 2, duration: .seconds(3600))
        #expect(figures.perMessage == 864)
        #expect(figures.perDeviceDay == 86_400.0 * 24 / 2)
        #expect(figures.perMessageTCPIP == (86_400.0 + 60 * 78) / 100)
        let none = TrafficFigures(of: ledger, messages: 0, devices: 2, duration: .zero)
        #expect(none.perMessage == nil && none.perDeviceDayTCPIP == nil)
    }
}
