import Base

@testable import Reports

extension OverheadReport {
    /// All ways to send a message of 128 bytes, with figures as they might be measured.
    static let sample: OverheadReport = {
        var report = OverheadReport()
        report.about = "smart-meter telemetry"
        report.payload = 128
        report.topic = "meters/000017/energy"
        report.path = "loopback"
        report.window = 32
        report.rows = [0, 1].flatMap { qos in
            Transport.allCases.flatMap { transport in
                Connection.allCases.filter { $0 == .kept || transport == .https }.map {
                    row(transport, qos, $0)
                }
            }
        }
        let mqtts = report.row(.mqtts, qos: 1)!
        report.whatIfs = [
            .topicAlias(mqtts, payload: 128, topic: 20),
            .shorterTopic(mqtts, payload: 128, topic: 20, shorter: 6),
            .longerKeepAlive(mqtts, .seconds(1200)),
            .sessionResumption(mqtts, resumed: Layers(mqtt: 50, tlsHandshake: 820, tcpIP: 676)),
        ]
        report.habit.receivers = 1
        report.priceLists = [
            list("satellite-burst", "USD", 9.5), list("cellular", "EUR", 0.004),
            list("cloud-512", "USD", 0.00021), list("cloud-5k", "USD", 0.00006),
        ]
        report.servers = [
            Report.Broker(url: "mqtts://meter:secret@broker.example:8883", embedded: false)
        ]
        report.started = "2026-11-26T22:00:00Z"
        report.duration = .seconds(95)
        report.gale.version = "0.1.0"
        return report
    }()

    /// A row of round figures; the more layers, the more bytes.
    private static func row(
        _ transport: Transport, _ qos: Int, _ connection: Connection
    ) -> Row {
        var row = Row(transport, qos: qos, connection)
        let isTLS = [.mqtts, .wss, .https].contains(transport)
        let isWebSocket = [.ws, .wss].contains(transport)
        let tls = isTLS ? 1.0 : 0
        row.messages = connection == .kept ? 20_000 : 500
        var bytes = Layers(
            payload: 128, topic: 20, mqtt: Double(5 + qos * 6), tlsRecords: 29 * tls,
            tcpIP: 104)
        if isWebSocket { bytes.webSocket = Double(8 + qos * 2) }
        if transport.isHTTP {
            bytes.mqtt = 0
            bytes.http = 412.5
            bytes.tlsRecords = 58 * tls
            bytes.tcpIP = 156
            row.responseBody = 24
        }
        if connection == .perMessage {
            (bytes.tlsHandshake, bytes.tcpIP) = (2610, 988)
        } else {
            var opening = Layers(mqtt: 62, tlsHandshake: 2610 * tls, tcpIP: 364 + 468 * tls)
            if transport.isHTTP { opening.mqtt = 0 }
            if isWebSocket { opening.webSocketUpgrade = 301 }
            row.opening = Opening(
                bytes: opening, time: .microseconds(isTLS ? 1850 : 210),
                roundTrips: 2 + (isTLS ? 1 : 0) + (isWebSocket ? 1 : 0),
                cpu: .microseconds(isTLS ? 410 : 35))
            row.idle =
                transport.isHTTP
                ? .silent
                : Idle(
                    keepAlive: .seconds(60),
                    bytesPerPing: Layers(mqtt: 4, tlsRecords: 44 * tls, tcpIP: 156))
        }
        row.bytes = bytes
        let fast = (isTLS ? 142_000.0 : 201_000) / (isWebSocket ? 1.1 : 1)
        row.rate = transport.isHTTP ? (isTLS ? 8400 : 11_000) : fast / Double(1 + qos)
        row.rateAlone = transport.isHTTP ? row.rate : qos == 1 ? 15_300 : nil
        if connection == .perMessage { (row.rate, row.rateAlone) = (390, 390) }
        row.cpuPerMessage = .nanoseconds(transport.isHTTP ? 21_000 : isTLS ? 2900 : 1400)
        return row
    }

    private static func list(_ name: String, _ currency: String, _ byte: Double) -> PriceList {
        var list = PriceList()
        (list.tariff, list.currency) = (name, currency)
        (list.about, list.asOf) = ("Made up for this sample", "2026-11-26")
        (list.source) = "nobody"
        for transport in Transport.allCases {
            for qos in 0...1 {
                var price = Price()
                price.row = Row(transport, qos: qos).id
                price.perMonth = byte * Double(43_200 * (1 + transport.rawValue.count)) / 100
                price.perMillion = price.perMonth! / 43_200 * 1e6
                price.lines = [BillLine(what: "bytes", count: 4_320_000, free: 0, cost: 1.25)]
                list.prices.append(price)
            }
        }
        return list
    }

    /// The same, filled with what a stranger might put into any text.
    static let hostile: OverheadReport = {
        let text = "<script>alert('x')</script> |`\"&*_[a](b)\n\u{1B}[2J\u{202E}"
        var report = sample
        (report.about, report.topic, report.path) = (text, text, text)
        report.notes = [text]
        report.started = text
        report.gale.version = text
        report.whatIfs[0].detail = text
        report.servers = [Report.Broker(url: text, embedded: false)]
        for index in report.priceLists.indices {
            report.priceLists[index].tariff = text + "\(index)"
            report.priceLists[index].currency = text
            report.priceLists[index].about = text
            report.priceLists[index].asOf = text
            report.priceLists[index].source = text
        }
        return report
    }()
}
