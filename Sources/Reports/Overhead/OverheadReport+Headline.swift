import Base

extension OverheadReport {
    /// The answer in one sentence: MQTT over TLS beside HTTPS.
    package var headline: String {
        for qos in [1, 0] {
            guard let mqtts = row(.mqtts, qos: qos) else { continue }
            let ratio = ratio(of: mqtts)
            let bytes = ratio.bytes.map { "\(Self.times($0)) the bytes of HTTPS" }
            let rate = (ratio.rate ?? ratio.rateAlone).map {
                "\(Self.times($0)) its messages a second"
            }
            switch (bytes, rate) {
            case (let bytes?, let rate?):
                return "\(Transport.mqtts.title) at QoS \(qos): \(bytes), \(rate)"
            case (let bytes?, nil): return "\(Transport.mqtts.title) at QoS \(qos): \(bytes)"
            case (nil, let rate?):
                return "\(Transport.mqtts.title) at QoS \(qos): "
                    + rate.replacing("its messages", with: "the messages")
                    + " of HTTPS"
            case (nil, nil): continue
            }
        }
        let least = rows.compactMap { row in row.bytes.map { (row, $0.total) } }
            .min { $0.1 < $1.1 }
        guard let (row, bytes) = least else { return "nothing was measured" }
        return "\(row.title): \(Figure.bytes(bytes)) a message, the fewest of "
            + "\(Figure.count(rows.count, "row")); HTTPS and MQTT over TLS were not both measured"
    }

    /// The first line of any format; nil where certificates were verified.
    package var warning: String? {
        insecure
            ? "Certificates were not verified (--insecure): anybody may have answered." : nil
    }

    /// What the figures are of.
    package var measured: [String] {
        let way = path.isEmpty ? "" : " over \(path)"
        let alone = "one at a time"
        var sentences = [
            "Bytes are averages of each row's messages\(way), sent \(alone) as devices do, "
                + "both directions together and the acknowledgement included.",
            "Messages a second are of one connection: with at most "
                + "\(Figure.count(max(1, window))) on their way, and alone, which is \(alone); "
                + "HTTP has no more than one in either case.",
        ]
        if rows.contains(where: { $0.connection == .perMessage }) {
            sentences.append(
                "HTTPS is shown twice: over a connection that is kept, and with a new one for each "
                    + "message, whose bytes then hold the handshake.")
        }
        sentences.append(
            isTCPIPEstimated
                ? "Headers of TCP and IP are an estimate from the bytes that the sockets moved."
                : "Headers of TCP and IP follow from the segments that the kernel counted.")
        sentences.append(
            "Processor time is that of gale's own thread for a message in a write of its own, with "
                + "the kernel's work for its socket; not that of the server.")
        return sentences
    }

    /// What the figures say nothing of.
    package var notMeasured: [String] {
        let round =
            path == "loopback"
            ? "on loopback a round trip takes microseconds, in the field it takes up to a second, "
                + "so that waiting for answers costs far more there"
            : "round trips decide what waiting for an answer costs"
        return [
            "The energy that a radio takes, so neither claim about the battery.",
            "Latency, loss and retransmissions of a 3G network: \(round).",
        ]
    }

    /// `0.21 ×`, `3.4 ×`, `17 ×`: as many digits as a comparison of two measurements is good for.
    static func times(_ ratio: Double) -> String {
        guard ratio.isFinite else { return "–" }
        let digits =
            switch ratio.magnitude {
            case 9.95...: Figure.fixed(ratio, decimals: 0)
            case 0.995...: Figure.fixed(ratio, decimals: 1)
            case 0.0995...: Figure.fixed(ratio, decimals: 2)
            case 0.00995...: Figure.fixed(ratio, decimals: 3)
            default: Figure.number(ratio)
            }
        return digits + " ×"
    }
}
