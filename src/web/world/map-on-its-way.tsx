import { Loading } from "../display/states.tsx";
import "./world.css";

/** In the map's place until it is there, and as large: what is below stays where it is. */
export function MapOnItsWay() {
  return (
    <figure className="picture">
      <div className="flow-map">
        <Loading />
      </div>
    </figure>
  );
}
