/** A place on the earth, decimal degrees, WGS 84. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** Mean radius of the earth in kilometres (IUGG 1980). */
const EARTH_RADIUS_KM = 6371;

/**
 * Kilometres along the great circle between two places, on a sphere: within 0.6 % of the ellipsoid. Haversine formula
 * (Sinnott, Virtues of the Haversine, Sky and Telescope 68, 1984). Right across the antimeridian and at the poles.
 */
export function measureDistanceKm(a: Coordinates, b: Coordinates): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const halfLatitude = Math.sin(radians(b.latitude - a.latitude) / 2);
  const halfLongitude = Math.sin(radians(b.longitude - a.longitude) / 2);
  const h =
    halfLatitude ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * halfLongitude ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}
