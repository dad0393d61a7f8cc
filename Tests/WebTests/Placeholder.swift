import Web
import Testing
