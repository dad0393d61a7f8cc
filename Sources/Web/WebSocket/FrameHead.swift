/// The first 2 to 14 bytes of a frame (RFC 6455 §5.2).
struct FrameHead: Equatable, Sendable {
    enum Opcode {
        static let continuation: UInt8 = 0
        static let text: UInt8 = 1
        static let binary: UInt8 = 2
        static let close: UInt8 = 8
        static let ping: UInt8 = 9
        static let pong: UInt8 = 10
    }

    /// The longest head: two bytes, eight of length, four of key.
    static let longest = 14
    /// The longest payload of a control frame (§5.5).
    static let longestControl = 125

    var isFinal: Bool
    var opcode: UInt8
    var length: Int
    var key: MaskingKey
    /// The bytes of the head itself.
    var size: Int

    var isControl: Bool { opcode & 8 != 0 }

    enum Scan {
        case head(FrameHead)
        case short
        case fault(WebSocketStream.Fault)
    }

    /// Reads the head at the beginning of `bytes`, and complains as early as the bytes allow.
    ///
    /// `masked` is whether the sender must mask, which is to say whether it is the client.
    static func scan(_ bytes: UnsafeRawBufferPointer, masked: Bool) -> Scan {
        guard bytes.count >= 2 else { return .short }
        let first = bytes[0]
        let second = bytes[1]
        let opcode = first & 0x0F
        let short = Int(second & 0x7F)
        guard first & 0x70 == 0 else { return .fault(.reservedBits) }
        guard opcode <= 2 || (8...10).contains(opcode) else { return .fault(.opcode(opcode)) }
        guard (second & 0x80 != 0) == masked else {
            return .fault(masked ? .unmasked : .masked)
        }
        if opcode & 8 != 0 {
            guard first & 0x80 != 0 else { return .fault(.fragmentedControl) }
            guard short <= longestControl else { return .fault(.longControl) }
        }

        let extra = short < 126 ? 0 : short == 126 ? 2 : 8
        guard bytes.count >= 2 &+ extra else { return .short }
        var length = short
        if extra == 2 {
            length = Int(bytes[2]) << 8 | Int(bytes[3])
            guard length > 125 else { return .fault(.longForm(length)) }
        } else if extra == 8 {
            let wide = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt64.self))
            guard wide >> 63 == 0 else { return .fault(.topBit) }
            guard wide > 0xFFFF else { return .fault(.longForm(Int(wide))) }
            length = Int(wide)
        }

        let size = 2 &+ extra &+ (masked ? 4 : 0)
        var key = MaskingKey.none
        if masked {
            guard bytes.count >= size else { return .short }
            key = MaskingKey(
                word: UInt32(
                    littleEndian: bytes.loadUnaligned(
                        fromByteOffset: size &- 4, as: UInt32.self)))
        }
        return .head(
            FrameHead(
                isFinal: first & 0x80 != 0, opcode: opcode, length: length, key: key, size: size))
    }

    /// Appends the head of a final frame.
    static func append(
        opcode: UInt8, length: Int, key: UInt32?, to output: inout [UInt8]
    ) -> Int {
        withUnsafeTemporaryAllocation(byteCount: longest, alignment: 8) { bytes in
            bytes[0] = 0x80 | opcode
            let mask: UInt8 = key == nil ? 0 : 0x80
            var size = 2
            if length < 126 {
                bytes[1] = mask | UInt8(length)
            } else if length <= 0xFFFF {
                bytes[1] = mask | 126
                bytes.storeBytes(
                    of: UInt16(length).bigEndian, toByteOffset: 2, as: UInt16.self)
                size = 4
            } else {
                bytes[1] = mask | 127
                bytes.storeBytes(
                    of: UInt64(length).bigEndian, toByteOffset: 2, as: UInt64.self)
                size = 10
            }
            if let key {
                bytes.storeBytes(of: key.littleEndian, toByteOffset: size, as: UInt32.self)
                size &+= 4
            }
            output.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<size]))
            return size
        }
    }
}
