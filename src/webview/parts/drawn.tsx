import { Component, createRef, type RefObject, type VNode } from 'preact';
import { sameFields } from './sameFields.js';

interface DrawnProps<Data extends object, Place extends Element> {
  /** A flat record: drawn anew when one of its fields is another object or value. */
  readonly data: Data;
  readonly draw: (place: Place, data: Data) => void;
  /** The place, which the renderer makes and never looks into. */
  readonly children: (place: RefObject<Place | null>) => VNode;
}

/** A place on the page whose content d3 or a canvas draws. */
export class Drawn<Data extends object, Place extends Element> extends Component<DrawnProps<Data, Place>> {
  readonly #place = createRef<Place>();

  override componentDidMount(): void {
    this.#draw();
  }

  override componentDidUpdate({ data }: DrawnProps<Data, Place>): void {
    if (!sameFields(data, this.props.data)) this.#draw();
  }

  override render(): VNode {
    return this.props.children(this.#place);
  }

  #draw(): void {
    if (this.#place.current !== null) this.props.draw(this.#place.current, this.props.data);
  }
}
