print("gale")
