"""Cars and dealerships: the FacilIAuto backend over HTTP, or the embedded catalogue and recommender, behind one door.

Door: `services`.
"""
