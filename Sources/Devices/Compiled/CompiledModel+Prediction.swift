import Base

extension CompiledModel {
    /// How many bytes the payload of message `index` has, on average over devices and time.
    ///
    /// - Cost: about a hundred messages, for real.
    package func payloadBytes(ofMessage index: Int, number: Int, clientID: String) -> Int {
        let devices = 16
        let readings: Int64 = 8
        var bytes: [UInt8] = []
        for part in 0..<devices {
            var device = Device(
                of: self, number: number, clientID: clientID, startingAt: .zero,
                random: SplitMix64(seed: UInt64(part)))
            for reading in 0..<readings {
                let due = Instant.zero + model.messages[index].every
                device.render(
                    message: index,
                    due: due.advanced(byNanoseconds: reading * 60_000_000_000),
                    number: UInt32(reading), epochMilliseconds: 0, into: &bytes)
            }
        }
        let count = devices * Int(readings)
        return (bytes.count + count / 2) / count
    }
}
