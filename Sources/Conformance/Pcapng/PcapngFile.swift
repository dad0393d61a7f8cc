/// IP packets with their instants, as a pcapng file: what Wireshark and tshark open.
///
/// - Source: draft-ietf-opsawg-pcapng, the blocks SHB, IDB and EPB; little-endian.
struct PcapngFile {
    private(set) var bytes: [UInt8] = []

    private enum Block {
        static let section: UInt32 = 0x0A0D_0D0A
        static let interface: UInt32 = 1
        static let packet: UInt32 = 6
    }

    /// The codes of options, each in its block.
    private enum Code {
        static let end: UInt16 = 0
        static let comment: UInt16 = 1
        static let application: UInt16 = 4
        static let interfaceName: UInt16 = 2
        static let timeResolution: UInt16 = 9
    }

    /// - Parameters:
    ///   - comment: what the file is, for its first page in Wireshark.
    ///   - application: what made it.
    init(comment: String, application: String) {
        var section: [UInt8] = []
        section.add(UInt32(0x1A2B_3C4D))
        section.add(UInt16(1))
        section.add(UInt16(0))
        // The length of the section, which is not said.
        section.add(UInt64.max)
        add(
            Block.section, section,
            [
                (Code.comment, Array(comment.utf8)),
                (Code.application, Array(application.utf8)),
            ])
        var interface: [UInt8] = []
        // Raw IP, without an end of the packets.
        interface.add(UInt16(101))
        interface.add(UInt16(0))
        interface.add(UInt32(0))
        // Nanoseconds.
        add(
            Block.interface, interface,
            [(Code.interfaceName, Array("gale".utf8)), (Code.timeResolution, [9])])
    }

    /// - Parameter nanoseconds: since the beginning of 1970.
    mutating func add(_ packet: [UInt8], at nanoseconds: UInt64, comment: String?) {
        var body: [UInt8] = []
        body.add(UInt32(0))
        body.add(UInt32(truncatingIfNeeded: nanoseconds >> 32))
        body.add(UInt32(truncatingIfNeeded: nanoseconds))
        body.add(UInt32(packet.count))
        body.add(UInt32(packet.count))
        body += packet
        body.pad()
        add(Block.packet, body, comment.map { [(Code.comment, Array($0.utf8))] } ?? [])
    }

    private mutating func add(
        _ type: UInt32, _ body: [UInt8], _ options: [(code: UInt16, value: [UInt8])]
    ) {
        var block = body
        for option in options {
            let value = option.value.prefix(0xFFFF)
            block.add(option.code)
            block.add(UInt16(value.count))
            block += value
            block.pad()
        }
        if !options.isEmpty {
            block.add(Code.end)
            block.add(UInt16(0))
        }
        let length = UInt32(block.count + 12)
        bytes.add(type)
        bytes.add(length)
        bytes += block
        bytes.add(length)
    }
}

extension [UInt8] {
    fileprivate mutating func add(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    /// To a multiple of four.
    fileprivate mutating func pad() { while count % 4 != 0 { append(0) } }
}
