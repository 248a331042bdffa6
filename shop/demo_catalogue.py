"""List what the demo shop sells and who buys there: the material of the demo seed."""

from __future__ import annotations

# name, price of the plainest variant, description, options
PRODUCTS: tuple[tuple[str, str, str, dict[str, tuple[str, ...]]], ...] = (
    ("T-Shirt", "24.90", "Classic crew-neck shirt of combed cotton, 180 g/m².",
     {"color": ("blue", "black", "white"), "size": ("S", "M", "L", "XL")}),
    ("Hoodie", "54.00", "Brushed fleece hoodie with a kangaroo pocket.",
     {"color": ("grey", "navy"), "size": ("S", "M", "L", "XL")}),
    ("Running Shoes", "89.90", "Light road shoes with an 8 mm drop and a breathable mesh upper.",
     {"color": ("red", "black"), "size": ("8", "9", "10", "11")}),
    ("Hiking Boots", "139.00", "Waterproof mid-cut boots with a rubber lug sole.", {"size": ("8", "9", "10", "11", "12")}),
    ("Rain Jacket", "119.50", "Three-layer shell with taped seams and an adjustable hood.",
     {"color": ("yellow", "green"), "size": ("S", "M", "L")}),
    ("Wool Socks", "14.50", "Two pairs of merino socks with a cushioned heel.",
     {"color": ("charcoal", "oatmeal"), "size": ("S", "M", "L")}),
    ("Denim Jeans", "69.90", "Straight-leg jeans of 12 oz denim.",
     {"size": ("30", "32", "34", "36"), "length": ("30", "32", "34")}),
    ("Baseball Cap", "19.90", "Six-panel cap with an adjustable strap.", {"color": ("black", "beige", "red", "green")}),
    ("Leather Belt", "39.00", "Full-grain leather belt, 35 mm wide.",
     {"color": ("brown", "black"), "length": ("90 cm", "100 cm", "110 cm")}),
    ("Backpack", "79.00", "Everyday backpack with a padded laptop sleeve and a bottle pocket.",
     {"color": ("black", "olive"), "volume": ("20 l", "28 l")}),
    ("Cabin Suitcase", "149.00", "Hard-shell suitcase with four wheels, 55 x 40 x 20 cm.",
     {"color": ("silver", "blue", "black")}),
    ("Water Bottle", "22.00", "Insulated steel bottle that keeps drinks cold for 24 hours.",
     {"color": ("steel", "mint", "coral"), "volume": ("500 ml", "750 ml")}),
    ("Coffee Mug", "12.90", "Stoneware mug, 350 ml, fit for the dishwasher.", {"color": ("white", "blue", "sand", "green")}),
    ("French Press", "34.00", "Glass press with a steel filter.", {"volume": ("350 ml", "600 ml", "1 l")}),
    ("Electric Kettle", "49.90", "Kettle with temperature settings from 40 to 100 degrees.",
     {"color": ("black", "cream"), "volume": ("1 l", "1.7 l")}),
    ("Chef's Knife", "64.00", "Forged steel knife with a riveted handle.", {"length": ("16 cm", "20 cm", "24 cm")}),
    ("Frying Pan", "45.00", "Carbon-steel pan for every hob, induction too.", {"diameter": ("20 cm", "24 cm", "28 cm", "32 cm")}),
    ("Bed Linen Set", "89.00", "Duvet cover and pillowcase of washed linen.",
     {"color": ("white", "sage", "terracotta"), "size": ("single", "double", "king")}),
    ("Bath Towel", "18.50", "Cotton towel of 500 g/m².",
     {"color": ("white", "grey", "teal"), "size": ("50 x 100 cm", "70 x 140 cm")}),
    ("Desk Lamp", "58.00", "Dimmable LED lamp with an adjustable arm.", {"color": ("black", "white", "brass")}),
    ("Office Chair", "229.00", "Chair with lumbar support, adjustable arms and a mesh back.",
     {"color": ("black", "grey"), "armrests": ("fixed", "adjustable")}),
    ("Standing Desk", "399.00", "Electric desk, height from 65 to 130 cm.",
     {"material": ("oak", "white laminate"), "width": ("120 cm", "140 cm", "160 cm")}),
    ("Wireless Mouse", "29.90", "Quiet mouse with a USB receiver and Bluetooth.", {"color": ("black", "white", "pink")}),
    ("Mechanical Keyboard", "99.00", "Tenkeyless keyboard with hot-swappable switches.",
     {"switch": ("clicky", "linear", "tactile"), "backlight": ("none", "white")}),
    ("Headphones", "129.00", "Over-ear headphones with noise cancelling and 30 hours of battery.",
     {"color": ("black", "silver", "blue")}),
    ("Bluetooth Speaker", "59.00", "Splash-proof speaker with 12 hours of battery.",
     {"color": ("black", "red", "blue", "green")}),
    ("Phone Case", "17.90", "Shock-absorbing case with raised edges.",
     {"color": ("clear", "black", "rose"), "model": ("A14", "A15", "A15 Max")}),
    ("Tablet", "319.00", "10-inch tablet with an 8-core processor.",
     {"storage": ("64 GB", "128 GB", "256 GB"), "color": ("grey", "gold")}),
    ("Smart Watch", "189.00", "Watch with heart-rate sensor and GPS.",
     {"color": ("black", "rose"), "band": ("silicone", "leather")}),
    ("Yoga Mat", "35.00", "Non-slip mat, 183 x 61 cm.", {"color": ("purple", "green", "grey"), "thickness": ("4 mm", "6 mm")}),
    ("Dumbbell", "27.50", "Cast-iron dumbbell with a neoprene coat, one piece.", {"weight": ("2 kg", "4 kg", "6 kg", "8 kg")}),
    ("Camping Tent", "199.00", "Three-season tent with two porches.", {"persons": ("2", "3", "4"), "color": ("green", "orange")}),
    ("Sleeping Bag", "95.00", "Synthetic bag for nights down to freezing.", {"comfort": ("10 C", "5 C", "0 C"), "zip": ("left", "right")}),
    ("Board Game", "42.00", "Strategy game for two to five players, about an hour.", {"edition": ("standard", "travel", "deluxe")}),
)  # fmt: skip

PEOPLE: tuple[tuple[str, str], ...] = (
    ("Ann", "Lee"), ("Ben", "Carter"), ("Chloe", "Nguyen"), ("Daniel", "Ortiz"), ("Emma", "Fischer"),
    ("Farid", "Haddad"), ("Grace", "Okafor"), ("Henry", "Walsh"), ("Isabel", "Moreno"), ("Jack", "Thompson"),
    ("Keiko", "Tanaka"), ("Liam", "O'Brien"), ("Maya", "Patel"), ("Noah", "Schmidt"), ("Olivia", "Rossi"),
    ("Pavel", "Novak"), ("Quinn", "Adams"), ("Rosa", "Delgado"), ("Samuel", "Kim"), ("Tara", "Singh"),
    ("Umar", "Sheikh"), ("Vera", "Lindholm"), ("William", "Brooks"), ("Ximena", "Castro"), ("Yusuf", "Demir"),
    ("Zoe", "Martin"), ("Aaron", "Blake"), ("Beatriz", "Almeida"), ("Caleb", "Foster"), ("Diana", "Petrova"),
    ("Ethan", "Murphy"), ("Fiona", "Campbell"), ("George", "Papadakis"), ("Hannah", "Weber"), ("Ivan", "Horvat"),
    ("Julia", "Santos"), ("Kevin", "Wright"), ("Lucía", "Fernández"), ("Marcus", "Johnson"), ("Nina", "Kowalski"),
    ("Oscar", "Berg"), ("Priya", "Raman"), ("Robert", "Hughes"), ("Sofia", "Marino"),
)  # fmt: skip

PLACES: tuple[tuple[str, str, str], ...] = (
    ("Denver", "CO", "80279"), ("Austin", "TX", "78704"), ("Seattle", "WA", "98109"), ("Chicago", "IL", "60614"),
    ("Boston", "MA", "02116"), ("Portland", "OR", "97205"), ("Atlanta", "GA", "30308"), ("Phoenix", "AZ", "85004"),
    ("Columbus", "OH", "43215"), ("Nashville", "TN", "37203"), ("Madison", "WI", "53703"), ("Tampa", "FL", "33602"),
)  # fmt: skip

STREETS = ("Elm St", "Maple Ave", "Oak Ln", "Cedar Rd", "Lake View Dr", "Washington Blvd", "Hill St", "Park Pl")
CARRIERS = ("UPS", "FedEx", "USPS", "DHL")
BRANDS = ("visa", "mastercard", "amex")
