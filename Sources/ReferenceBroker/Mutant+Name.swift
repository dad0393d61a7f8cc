extension Mutant {
    /// As people read it: `sends-will-on-disconnect`.
    package var name: String {
        var name = ""
        for letter in "\(self)".replacing("QoS", with: "Qos") {
            let isAfterWord = name.last.map { $0.isLowercase || $0.isNumber } == true
            if letter.isUppercase, isAfterWord { name.append("-") }
            name += letter.lowercased()
        }
        return name
    }
}
