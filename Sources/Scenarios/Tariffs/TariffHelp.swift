package import YAML

/// The text of `gale help tariff`: every key that the reader of tariffs knows.
package enum TariffHelp {
    /// The blocks of a file, from the outside in.
    package static let blocks: [BlockHelp] = [
        TariffKeys.file.help, TariffKeys.tariff.help, TariffKeys.data.help,
        TariffKeys.messages.help, TariffKeys.minutes.help, TariffKeys.free.help,
        TariffKeys.tier.help,
    ]

    package static var text: String {
        """
        A file of tariffs is YAML; --tariff takes one or a folder of them.
        PRICE is written 0.08; SIZE 512, 64KB or 1KiB. A month has 30 days.


        """ + blocks.map(\.text).joined(separator: "\n")
    }
}
