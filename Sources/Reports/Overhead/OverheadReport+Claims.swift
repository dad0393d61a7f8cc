import Base

extension OverheadReport {
    /// What a row is to HTTPS at the same QoS over a connection that is kept.
    package struct Ratio: Record, Equatable {
        /// ``Row/id``.
        package var row = ""
        /// Messages a second: above one is faster.
        package var rate: Double?
        /// The same with one message on its way at a time.
        package var rateAlone: Double?
        /// Bytes of a message: below one is less.
        package var bytes: Double?

        package init() {}

        package static let fields: [Field<Ratio>] = [
            Field("row", \.row), Field("rate", \.rate), Field("rateAlone", \.rateAlone),
            Field("bytes", \.bytes),
        ]
    }

    /// One figure that was said of MQTT over TLS beside HTTPS, and what was found.
    package struct Claim: Record, Equatable {
        package enum Subject: String, CaseIterable, JSONConvertible {
            /// Messages a second, many on their way at once where the transport lets them.
            case rate
            /// Messages a second, one at a time.
            case rateAlone
            /// How many times fewer bytes a message has beyond its payload.
            case overhead
            case batteryToSend, batteryToReceive

            /// What was said.
            package var claimed: Double {
                switch self {
                case .rate, .rateAlone: 93
                case .overhead: 8
                case .batteryToSend: 11
                case .batteryToReceive: 170
                }
            }

            var title: String {
                switch self {
                case .rate: "messages/s, many at once"
                case .rateAlone: "messages/s, one at a time"
                case .overhead: "less overhead"
                case .batteryToSend: "less battery to send"
                case .batteryToReceive: "less battery to receive"
                }
            }
        }

        package var subject = Subject.rate
        /// Nil where it is not a matter of QoS.
        package var qos: Int?
        /// Of HTTPS; nil where nothing was measured.
        package var beside: Connection?
        package var claimed = 0.0
        package var measured: Double?

        package init() {}

        package static let fields: [Field<Claim>] = [
            Field("subject", \.subject), Field("qos", \.qos), Field("beside", \.beside),
            Field("claimed", \.claimed), Field("measured", \.measured),
        ]
    }
}

extension OverheadReport {
    package func row(
        _ transport: Transport, qos: Int, _ connection: Connection = .kept
    ) -> Row? {
        rows.first {
            $0.transport == transport && $0.qos == qos && $0.connection == connection
        }
    }

    package func ratio(of row: Row) -> Ratio {
        var ratio = Ratio()
        ratio.row = row.id
        guard let https = self.row(.https, qos: row.qos) else { return ratio }
        ratio.rate = over(row.rate, https.rate)
        ratio.rateAlone = over(row.rateAlone, https.rateAlone)
        ratio.bytes = over(row.bytes?.comparable(https.bytes), https.bytes?.comparable(row.bytes))
        return ratio
    }

    /// Every claim of the founding documents, beside both ways to use HTTPS at both QoS.
    package var claims: [Claim] {
        var claims: [Claim] = []
        for subject in [Claim.Subject.rate, .rateAlone, .overhead] {
            for qos in [0, 1] {
                for connection in Connection.allCases {
                    guard let https = row(.https, qos: qos, connection),
                        let mqtts = row(.mqtts, qos: qos)
                    else { continue }
                    claims.append(claim(subject, mqtts, beside: https))
                }
            }
            if claims.last?.subject != subject { claims.append(claim(subject)) }
        }
        return claims + [claim(.batteryToSend), claim(.batteryToReceive)]
    }

    private func claim(_ subject: Claim.Subject) -> Claim {
        var claim = Claim()
        claim.subject = subject
        claim.claimed = subject.claimed
        return claim
    }

    private func claim(_ subject: Claim.Subject, _ mqtts: Row, beside https: Row) -> Claim {
        var claim = claim(subject)
        claim.qos = mqtts.qos
        claim.beside = https.connection
        switch subject {
        case .rate: claim.measured = over(mqtts.rate, https.rate)
        case .rateAlone: claim.measured = over(mqtts.rateAlone, https.rateAlone)
        case .overhead:
            claim.measured = over(
                https.bytes?.comparable(mqtts.bytes)?.minus(https.bytes?.payload),
                mqtts.bytes?.comparable(https.bytes)?.minus(mqtts.bytes?.payload))
        case .batteryToSend, .batteryToReceive: break
        }
        return claim
    }

    private func over(_ part: Double?, _ whole: Double?) -> Double? {
        guard let part, let whole, whole > 0, part.isFinite else { return nil }
        return part / whole
    }
}

extension OverheadReport.Layers {
    /// The total, unless only one of the two knows what TCP and IP add.
    fileprivate func comparable(_ other: OverheadReport.Layers?) -> Double? {
        guard let other, (tcpIP == nil) == (other.tcpIP == nil) else { return nil }
        return total
    }
}

extension Double {
    fileprivate func minus(_ other: Double?) -> Double? { other.map { self - $0 } }
}
